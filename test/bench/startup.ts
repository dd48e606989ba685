import { fileURLToPath } from "node:url";
import { type Row, bareNode, compared, comparedWithoutPeak, sizeOf } from "./row.ts";
import type { Built } from "./built.ts";

const target = 1.4;
const completionTarget = 1.3;

const bashScript = fileURLToPath(new URL("../../completions/studioctl.bash", import.meta.url));

/** One TAB after `studioctl app st`, in a bash that has to read the script first; fails where it completes nothing. */
const staticWord = `
source "${bashScript}"
COMP_LINE="studioctl app st" COMP_POINT=16 COMP_WORDS=(studioctl app st) COMP_CWORD=2
_studioctl
[[ "\${COMPREPLY[*]}" == "start stop" ]]`;

export function startupRows({ launcher, main }: Built): Row[] {
  const cachedId = [process.execPath, launcher, "__complete", "domain", "bash", "", "--sandbox", "domain", "describe", "res"] as const;
  return [
    ...["--version", "--help"].map((flag) => compared(flag, [process.execPath, launcher, flag], { ...bareNode, target })),
    sizeOf("  read by each start", [main]),
    comparedWithoutPeak("completion of a static word in bash", ["bash", "--norc", "-c", staticWord], {
      ...bareNode,
      target: completionTarget,
    }),
    comparedWithoutPeak("completion of a cached id", cachedId, { ...bareNode, target: completionTarget }),
  ];
}
