import { fileURLToPath } from "node:url";
import type { Built } from "./built.ts";
import { type Row, comparedWithoutPeak } from "./row.ts";
import { withShells } from "./shells.ts";

const requests = fileURLToPath(new URL("terminal-requests.cjs", import.meta.url));

/** `terminal -- true` beside a program that makes its requests and nothing else, on a sandbox in another process. */
export async function terminalRows({ launcher }: Built): Promise<Row[]> {
  return await withShells(launcher, ({ endpoint, domain, space, variables }) => [
    comparedWithoutPeak(
      "terminal SPACE -- true",
      [process.execPath, launcher, "terminal", space, "-d", domain, "--endpoint-url", endpoint, "--", "true"],
      { name: "its requests one after another", program: [process.execPath, requests, endpoint, domain, space], target: 2.5 },
      { variables },
    ),
  ]);
}
