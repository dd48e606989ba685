import { Ajv2020 } from "ajv/dist/2020.js";
import schema from "../../schema/studioctl.schema.json";

const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
ajv.addSchema(schema);

/** The commands that the package's schema defines a document of. */
export const documented: readonly string[] = Object.keys(schema.$defs).filter((name) => /^[a-z]/.test(name));

/** What is wrong with a document by the schema; a command that has no definition is. */
export function faultsOf(name: string, document: unknown): readonly string[] {
  const validate = ajv.getSchema(`${schema.$id}#/$defs/${encodeURIComponent(name)}`);
  if (validate === undefined) return [`schema/studioctl.schema.json has no definition of "${name}"`];
  return validate(document) === true
    ? []
    : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

/** The first document in what a terminal showed; progress may stand before it on its line. */
export function documentIn(screen: string): unknown {
  const [text] = /(?:\[\n[^]*?^\]|\{\n[^]*?^\}|\[\])$/m.exec(screen) ?? [];
  return text === undefined ? undefined : JSON.parse(text);
}
