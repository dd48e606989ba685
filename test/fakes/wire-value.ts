import fc from "fast-check";

/** Any value as it comes back from the wire, which knows no -0. */
export const wireValue: fc.Arbitrary<unknown> = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
