/** The lines that go (`- …`) and come (`+ …`) from one text to the other; what they begin and end with alike is left out. */
export function changedLines(before = "", after = ""): readonly string[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const start = alike(old, fresh);
  const end = alike(old.slice(start).toReversed(), fresh.slice(start).toReversed());
  return [
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...fresh.slice(start, fresh.length - end).map((line) => `+ ${line}`),
  ];
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** How many lines both have in common at their beginning. */
function alike(some: readonly string[], others: readonly string[]): number {
  const different = some.findIndex((line, i) => line !== others[i]);
  return different === -1 ? some.length : different;
}
