import { type ServiceModel, shape, type ShapeModel } from "../model/model.ts";
import { ServiceError } from "./service-error.ts";

/** How a dialect of the query protocol names the fields of a form. */
export interface QueryStyle {
  nameOf(structure: ShapeModel, member: string): string;
  /** What stands between a list's name and an item's number: `Tags.member.1`. Undefined: nothing. */
  itemPrefix(list: ShapeModel): string | undefined;
}

/** A field and the fields below it: `Filter.1.Name` is three deep. */
interface Field {
  value?: string;
  readonly below: Map<string, Field>;
}

/** The members of an input out of a form. Throws MalformedInput for a value of the wrong type. */
export function readQuery(model: ServiceModel, shapeName: string, form: string, style: QueryStyle): unknown {
  const root: Field = { below: new Map() };
  for (const [name, value] of new URLSearchParams(form)) place(root, name.split("."), value);
  return read(model, shapeName, root, style);
}

function place(root: Field, path: readonly string[], value: string): void {
  let field = root;
  for (const name of path) {
    const next: Field = field.below.get(name) ?? { below: new Map() };
    field.below.set(name, next);
    field = next;
  }
  field.value = value;
}

function read(model: ServiceModel, shapeName: string, field: Field, style: QueryStyle): unknown {
  const known = shape(model, shapeName);
  switch (known.type) {
    case "structure":
      return structure(model, known, field, style);
    case "list":
      return list(model, known, field, style);
    case "integer":
      return integer(field.value ?? "");
    case "boolean":
      return truth(field.value ?? "");
    case "string":
      return field.value ?? "";
    default:
      throw new RangeError(`the query protocol here reads no ${known.type}`);
  }
}

function structure(model: ServiceModel, known: ShapeModel, { below }: Field, style: QueryStyle): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(known.members ?? {}).flatMap(([member, shapeName]) => {
      const field = below.get(style.nameOf(known, member));
      return field === undefined ? [] : [[member, read(model, shapeName, field, style)]];
    }),
  );
}

/** Items come in the order of their numbers; a list that is there without any is an empty one. */
function list(model: ServiceModel, known: ShapeModel, field: Field, style: QueryStyle): unknown[] {
  const prefix = style.itemPrefix(known);
  const { below } = (prefix === undefined ? field : field.below.get(prefix)) ?? { below: new Map<string, Field>() };
  return [...below]
    .filter(([number]) => /^\d+$/.test(number))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => read(model, known.member ?? "", item, style));
}

function integer(text: string): number {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new ServiceError("MalformedInput", `${text} is not an integer.`);
}

function truth(text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new ServiceError("MalformedInput", `${text} is not a boolean.`);
}
