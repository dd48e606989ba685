/*
 * What a terminal shows, as a picture: text in a fixed grid, so that it stays text and is the same wherever it is drawn.
 */

const cell = { width: 8.4, height: 19 };
const margin = 18;
const bar = 30;

const ground = "#0f1620";
const plain = "#d5dde6";
const colors: Readonly<Record<string, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
  90: "#8b949e",
};

/** Text of one look, at its column. */
interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

interface Style {
  readonly color?: string | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
}

/** Lines with the colours that SGR sequences say (ECMA-48), in a window with a title, as an SVG document. */
export function terminalSvg(title: string, text: string, columns: number): string {
  const lines = text
    .replaceAll("\r", "")
    .trimEnd()
    .split("\n")
    .flatMap((line) => folded(runsOf(line), columns));
  const size = { width: Math.ceil(columns * cell.width) + 2 * margin, height: bar + lines.length * cell.height + 2 * margin };
  const rows = lines.map((runs, row) => runs.map((run) => textOf(run, row)).join(""));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="9" fill="${ground}"/>
${["#ff5f57", "#febc2e", "#28c840"].map((fill, place) => `<circle cx="${margin + 5 + place * 18}" cy="${bar / 2 + 4}" r="5.5" fill="${fill}"/>`).join("")}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${plain}" xml:space="preserve">
${rows.filter((row) => row !== "").join("\n")}
</g>
</svg>
`;
}

function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let style: Style = {};
  let column = 0;
  // oxlint-disable-next-line no-control-regex -- what colours are made of
  for (const [place, part] of line.split(/\u001B\[([\d;]*)m/).entries()) {
    if (place % 2 === 1) {
      style = part.split(";").reduce(styled, style);
      continue;
    }
    if (part !== "") runs.push({ column, text: part, style });
    column += part.length;
  }
  return runs;
}

function styled(style: Style, code: string): Style {
  if (code === "" || code === "0") return {};
  if (code === "1") return { ...style, bold: true };
  if (code === "2") return { ...style, dim: true };
  if (code === "22") return { ...style, bold: false, dim: false };
  if (code === "39") return { ...style, color: undefined };
  return { ...style, color: colors[code] ?? style.color };
}

/** A line that is too long goes on in the next, as a terminal has it. */
function folded(runs: readonly Run[], columns: number): Run[][] {
  const rows: Run[][] = [[]];
  for (const { column, text, style } of runs) {
    for (let done = 0; done < text.length;) {
      const [row, at] = [Math.floor((column + done) / columns), (column + done) % columns];
      const piece = text.slice(done, done + columns - at);
      (rows[row] ??= []).push({ column: at, text: piece, style });
      done += piece.length;
    }
  }
  return rows;
}

function textOf({ column, text, style }: Run, row: number): string {
  if (text.trim() === "") return "";
  const start = text.length - text.trimStart().length;
  const shown = text.trim();
  const attributes = [
    `x="${((column + start) * cell.width + margin).toFixed(1)}"`,
    `y="${bar + margin + row * cell.height + 10}"`,
    `textLength="${(shown.length * cell.width).toFixed(1)}"`,
    ...(style.color === undefined ? [] : [`fill="${style.color}"`]),
    ...(style.bold === true ? ['font-weight="bold"'] : []),
    ...(style.dim === true ? ['opacity="0.55"'] : []),
  ];
  return `<text ${attributes.join(" ")}>${escaped(shown)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
