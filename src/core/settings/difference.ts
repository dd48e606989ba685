/** One setting that a change alters, by its path in the service's own names; a list or a scalar, or nothing if it is absent. */
export interface Difference {
  /** `DefaultUserSettings.KernelGatewayAppSettings.DefaultResourceSpec.InstanceType`. */
  readonly Setting: string;
  readonly Before?: unknown;
  readonly After?: unknown;
}

/**
 * The members that a request names, each as the whole to be written: the request merged over the present value (service-facts: Settings and
 * images). Structures merge, however deep; lists and scalars replace. Members that the request does not name are left out.
 */
export function merged<W extends object>(present: object | undefined, request: W): W {
  const there = new Map(Object.entries(present ?? {}));
  const members = Object.entries(request).map(([name, value]) => [name, overlaid(there.get(name), value)] as const);
  // The same members, each of the same type: merging a structure only adds present members.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(members) as W;
}

function overlaid(present: unknown, request: unknown): unknown {
  return isStructure(present) && isStructure(request) ? { ...present, ...merged(present, request) } : request;
}

/**
 * The settings in which the members of `after` differ from those of `before`, in the order of `after`; removed parts of a member count too.
 * Members that `after` does not have stay unchanged and are not a difference.
 */
export function differences(before: object | undefined, after: object): Difference[] {
  const was = new Map(Object.entries(before ?? {}));
  return Object.entries(after).flatMap(([name, value]) => between(name, was.get(name), value));
}

/** The members of `after` that differ from those of `before`, each as a whole to be written. */
export function changedMembers<T extends object>(before: object | undefined, after: T): Partial<T> {
  const members = Object.entries(after).filter(([name, value]) => differences(before, { [name]: value }).length > 0);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- some members of the same object
  return Object.fromEntries(members) as Partial<T>;
}

function between(Setting: string, before: unknown, after: unknown): Difference[] {
  if (isStructure(before) && isStructure(after ?? {})) return inside(Setting, before, Object(after));
  if (isStructure(after) && before === undefined) return inside(Setting, {}, after);
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ Setting, ...(before !== undefined && { Before: before }), ...(after !== undefined && { After: after }) }];
}

function inside(path: string, before: object, after: object): Difference[] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...is.keys(), ...was.keys()]);
  return [...names].flatMap((name) => between(`${path}.${name}`, was.get(name), is.get(name)));
}

function isStructure(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
