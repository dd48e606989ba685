/** How a client reads what a service sends: the part of the SDK's protocols that is changed here. */
interface Reader {
  /** Of JSON. */
  _read?(schema: unknown, value: unknown): unknown;
  /** Of XML. */
  readSchema?(schema: unknown, value: unknown): unknown;
  /** Where the protocol wraps the one that reads bodies. */
  readonly codecDeserializer?: Reader;
}

/** What the SDK knows of a member's type. */
interface Schema {
  isStringSchema(): boolean;
  isNumericSchema(): boolean;
  isBooleanSchema(): boolean;
  isStructSchema(): boolean;
  isTimestampSchema(): boolean;
}

/**
 * Lets a member that is not of its type (a date that is not a date, a number for a text, a text for a structure) be absent.
 * The SDK fails the whole answer over a date, and hands on the others as they came: here only the item suffers that has it,
 * where the member is needed at all. A list that is not a list is handed on, for `items` to refuse.
 */
export function readMemberByMember({ config }: { readonly config: object }): void {
  const protocol: { readonly deserializer?: Reader } = Object("protocol" in config ? config.protocol : undefined);
  const reader = protocol.deserializer?.codecDeserializer ?? protocol.deserializer;
  if (reader === undefined) return;
  for (const method of ["_read", "readSchema"] as const) {
    const original = reader[method];
    if (original !== undefined) reader[method] = (schema, value) => readMember(schema, () => original.call(reader, schema, value));
  }
}

function readMember(schema: unknown, read: () => unknown): unknown {
  let value: unknown;
  try {
    value = read();
  } catch {
    return undefined;
  }
  return isSchema(schema) && !fits(schema, value) ? undefined : value;
}

function isSchema(schema: unknown): schema is Schema {
  return typeof schema === "object" && schema !== null && "isTimestampSchema" in schema;
}

/** Texts that hold JSON are String objects in the SDK. */
function fits(schema: Schema, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (schema.isStringSchema()) return Object.prototype.toString.call(value) === "[object String]";
  if (schema.isStructSchema()) return typeof value === "object" && !Array.isArray(value);
  if (schema.isTimestampSchema()) return value instanceof Date && !Number.isNaN(value.getTime());
  if (schema.isNumericSchema()) return typeof value === "number";
  return !schema.isBooleanSchema() || typeof value === "boolean";
}
