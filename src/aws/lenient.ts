/** The part of the SDK's protocols that reads responses, changed here. */
interface Reader {
  /** For JSON. */
  _read?(schema: unknown, value: unknown): unknown;
  /** For XML. */
  readSchema?(schema: unknown, value: unknown): unknown;
  /** The inner protocol that reads bodies, if it is wrapped. */
  readonly codecDeserializer?: Reader;
}

/** The SDK's type information of a member. */
interface Schema {
  isStringSchema(): boolean;
  isNumericSchema(): boolean;
  isBooleanSchema(): boolean;
  isStructSchema(): boolean;
  isTimestampSchema(): boolean;
}

/**
 * Lets a member that is not of its type (a date that is not a date, a number for a text, a text for a structure) be absent. The SDK rejects
 * the whole response because of a wrong date, and passes other wrong types through: here only the item with the wrong member is affected,
 * if the member is needed at all. A list that is not a list is passed on, and `items` rejects it.
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

/** Texts that contain JSON are String objects in the SDK. */
function fits(schema: Schema, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (schema.isStringSchema()) return Object.prototype.toString.call(value) === "[object String]";
  if (schema.isStructSchema()) return typeof value === "object" && !Array.isArray(value);
  if (schema.isTimestampSchema()) return value instanceof Date && !Number.isNaN(value.getTime());
  if (schema.isNumericSchema()) return typeof value === "number";
  return !schema.isBooleanSchema() || typeof value === "boolean";
}
