/* What cron and systemd make of a text, as their manuals say, for tests to run. */

/** The words of the command that cron starts for the only line of a block (crontab(5)). */
export function cronWords(block: string): string[] {
  const line = block.split("\n").find((text) => !text.startsWith("#")) ?? "";
  const command = line.split(" ").slice(5).join(" ");
  let text = "";
  for (let i = 0; i < command.length; i++) {
    const char = command.charAt(i);
    if (char === "%") throw new Error(`cron would end the command here: ${text}`);
    const next = char === "\\" ? command.charAt(++i) : "";
    text += next === "%" ? "%" : char + next;
  }
  return ["/bin/sh", "-c", text];
}

/** The words of the command that BusyBox's crond starts: it knows no % (miscutils/crond.c). */
export function busyboxWords(block: string): string[] {
  const line = block.split("\n").find((text) => !text.startsWith("#")) ?? "";
  return ["/bin/sh", "-c", line.split(" ").slice(5).join(" ")];
}

/** The words of ExecStart= in a unit file: double quotes, C escapes, specifiers, variables (systemd.service(5)). */
export function systemdWords(unit: string): string[] {
  const lines = unit.split("\n").filter((line) => line.startsWith("ExecStart="));
  if (lines.length !== 1) throw new Error(`${lines.length} commands`);
  const [line = ""] = lines;
  if (line.endsWith("\\")) throw new Error("the line would go on in the next");
  const words = line.slice("ExecStart=".length).match(/"(?:\\.|[^"\\])*"(?= |$)|[^"\\\s]+(?= |$)/g) ?? [];
  return words.map((word) => replaced(replaced(unquoted(word), "%"), "$"));
}

function unquoted(word: string): string {
  if (!word.startsWith('"')) return word;
  return word.slice(1, -1).replaceAll(/\\(.)/g, (escape, char: string) => {
    if (char !== '"' && char !== "\\") throw new Error(`no escape of ours: ${escape}`);
    return char;
  });
}

/** Doubled signs stand for themselves; a single one would be replaced by something else. */
function replaced(word: string, sign: string): string {
  const parts = word.split(sign + sign);
  if (parts.some((part) => part.includes(sign))) throw new Error(`systemd would replace something after ${sign} in ${word}`);
  return parts.join(sign);
}
