/** A pattern as AWS has them in policies and filters: `*` for any characters, `?` for one. It matches whole texts; flags as RegExp has them. */
export function wildcard(pattern: string, flags = ""): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, `s${flags}`);
}
