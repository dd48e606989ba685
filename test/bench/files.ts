import { randomBytes } from "node:crypto";
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Built } from "./built.ts";
import { type Program, runOnce } from "./measure.ts";
import { type Row, comparedWithoutPeak } from "./row.ts";
import { type Shells, withShells } from "./shells.ts";

const megabytes = 32;
/** Each run moves all of it, so that few are enough. */
const pairs = 5;
/** Half the throughput. */
const mostTimes = 2;
const largeBytes = 2_000_000_000;
const mostMb = 100;

/** `cp` beside `cat` in a terminal of the same Jupyter server, and how much memory a large file takes. */
export async function fileRows({ launcher }: Built): Promise<Row[]> {
  return await withShells(launcher, (shells) => {
    const { space, folder, variables } = shells;
    const words = wordsOf(launcher, shells);
    const line = (verb: string, ...own: readonly string[]): string =>
      words(verb, ...own)
        .map((word) => `'${word}'`)
        .join(" ");
    const data = join(folder, "data");
    writeFileSync(data, randomBytes(megabytes * 1024 * 1024));
    const against = (direction: string, copy: string, cat: string): Row =>
      comparedWithoutPeak(
        `cp, ${megabytes} MB ${direction}, start included`,
        ["sh", "-c", copy],
        { name: "cat in a terminal", program: ["sh", "-c", cat], target: mostTimes },
        { variables, pairs },
      );
    const rows = [
      against(
        "into the app",
        `${line("cp", "-", `${space}:up`, "--force")} <${data}`,
        `${line("terminal", space, "--", "sh", "-c", "cat >data")} <${data}`,
      ),
      against(
        "out of the app",
        `${line("cp", `${space}:up`, "-")} >/dev/null`,
        `${line("terminal", space, "--", "cat", "data")} >/dev/null`,
      ),
    ];
    const [large, back] = [join(folder, "large"), join(folder, "back")];
    writeFileSync(large, "");
    truncateSync(large, largeBytes);
    rows.push(peak("into the app", words("cp", large, `${space}:large`), variables));
    rmSync(large);
    rows.push(peak("out of the app", words("cp", `${space}:large`, back), variables));
    return rows;
  });
}

function wordsOf(launcher: string, { endpoint, domain }: Shells): (verb: string, ...own: readonly string[]) => Program {
  return (verb, ...own) => [process.execPath, launcher, "-q", "--endpoint-url", endpoint, "-d", domain, verb, ...own];
}

function peak(direction: string, program: Program, variables: NodeJS.ProcessEnv): Row {
  const { milliseconds, peakMb } = runOnce(program, variables);
  return {
    what: `cp, 2 GB ${direction}: memory`,
    measured: `${peakMb.toFixed(0)} MB`,
    against: `${mostMb} MB (${(largeBytes / 1000 / milliseconds).toFixed(0)} MB/s)`,
    ratio: peakMb / mostMb,
    target: 1,
    peakMb,
  };
}
