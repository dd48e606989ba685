import type { Entry, Table, ValueRow } from "./table.ts";

/** The tables as functions that bash and zsh both read. */
export function posixTables({ words, values, globalFlags, globalValues }: Table): string {
  return [
    `_studioctl_globals=${entries(globalFlags)}`,
    "",
    "# Sets verbs and flags: the words that may follow a command.",
    "_studioctl_words() {",
    "  verbs=() flags=()",
    '  case "$1" in',
    ...words.map(({ paths, verbs, flags }) => {
      const rows = [verbs.length > 0 ? ` verbs=${entries(verbs)}` : "", flags.length > 0 ? ` flags=${entries(flags)}` : ""];
      return `    ${paths.map(quoted).join(" | ")})${rows.join("")} ;;`;
    }),
    "  esac",
    "}",
    "",
    "# Sets takes, choices, list and bare: what completes the value of a flag, or an argument by its place.",
    "_studioctl_value() {",
    "  takes= list= bare= choices=()",
    '  case "$1 $2" in',
    ...values.map((row) => valueCase(row, quoted)),
    ...globalValues.map((row) => valueCase(row, (key) => `*${quoted(` ${key}`)}`)),
    "  esac",
    "}",
    "",
  ].join("\n");
}

function valueCase({ keys, takes, choices, list, bare }: ValueRow, pattern: (key: string) => string): string {
  const rest = [list ? " list=1" : "", bare ? " bare=1" : "", choices.length > 0 ? ` choices=(${choices.map(quoted).join(" ")})` : ""];
  return `    ${keys.map(pattern).join(" | ")}) takes=${takes}${rest.join("")} ;;`;
}

function entries(list: readonly Entry[]): string {
  return `(${list.map(([words, summary]) => quoted(`${words}:${summary}`)).join(" ")})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
