/** The number of UTF-16 code units of a name that a temporary name keeps: names have at most 255 bytes. */
const kept = 60;

/**
 * The name under which a file is written beside its final one until it is complete (`part`), or kept while it is replaced (`old`).
 * It does not begin with a dot, since Jupyter servers may refuse hidden names.
 */
export function temporaryName(name: string, random: string, ending: "part" | "old"): string {
  const beginning = name
    .replace(/^\.+/, "")
    .slice(0, kept)
    .replace(/[\uD800-\uDBFF]$/, "");
  return `${beginning}.studioctl-${random}.${ending}`;
}
