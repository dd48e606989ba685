import type { Built } from "./built.ts";
import { runOnce } from "./measure.ts";
import type { Row } from "./row.ts";
import { whileServing } from "./served.ts";

const households = 100;
const concurrency = 10;
const latencyMs = 20;

/** How long each delete takes, as the sandbox has it of its own accord. */
const seconds = { app: 3, space: 3, userProfile: 3, domain: 8 };

/**
 * A domain deleted with all that is in it, against its critical path: the slowest app, space and profile and the domain, one
 * after the other, and the calls that delete them.
 */
export async function teardownRows({ launcher }: Built): Promise<Row[]> {
  const { milliseconds, peakMb, counts } = await whileServing(
    { households, latencyMs, requestsPerSecond: 0 },
    async ({ endpoint, domainId, counts }) => {
      const cascade = [
        "domain",
        "delete",
        domainId,
        "--efs",
        "delete",
        "--cascade",
        "--confirm",
        domainId,
        "-o",
        "json",
        "--quiet",
        "--endpoint-url",
        endpoint,
      ];
      const { stdout, ...took } = runOnce([process.execPath, launcher, ...cascade]);
      checkGone(stdout);
      return { ...took, counts: await counts() };
    },
  );
  const deletes = 4 * households + 1;
  const bound = (seconds.app + seconds.space + seconds.userProfile + seconds.domain) * 1000 + (deletes / concurrency) * latencyMs;
  return [
    {
      what: `cascade, ${2 * households} apps, ${households} spaces, ${households} profiles, ${latencyMs} ms a call (one run)`,
      measured: `${(milliseconds / 1000).toFixed(2)} s`,
      against: `${Object.values(seconds).join(" + ")} s + ${deletes} calls ÷ ${concurrency} × ${latencyMs} ms: ${(bound / 1000).toFixed(2)} s`,
      ratio: milliseconds / bound,
      target: 1.3,
      peakMb,
    },
    {
      what: "  its calls: control plane",
      measured: String(counts.controlPlane),
      against: `${deletes} deletes, the rest lists; ${counts.throttled} refused`,
    },
  ];
}

function checkGone(stdout: string): void {
  const { Steps }: { readonly Steps: readonly { readonly Result: string }[] } = JSON.parse(stdout);
  const gone = Steps.filter(({ Result }) => Result === "deleted").length;
  if (gone !== 4 * households + 1) throw new Error(`the cascade left something: ${gone} of ${Steps.length} are gone`);
}
