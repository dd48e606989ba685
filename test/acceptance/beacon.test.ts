import { setTimeout as wait } from "node:timers/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSeed } from "../../src/sandbox/index.ts";
import { type Account, account, patience, quickStory } from "./account.ts";

/* Beacons in a domain that signs in by IAM Identity Center, in a sandbox that runs their script for real. */

const seed = await readSeed(readFileSync(join(import.meta.dirname, "../../examples/sso-domain.yaml"), "utf8"));

type Run = (line: string) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;

/** Runs commands while `sandbox serve --shells` runs, which they reach as their AWS. */
async function served({ run }: Account, use: (run: Run) => Promise<void>): Promise<void> {
  let failure: unknown;
  await run("exec studioctl sandbox serve --shells --port 0", {
    env: { STUDIOCTL_SANDBOX: undefined },
    onStderr: once(async (text, end) => {
      const [, key = "", secret = "", url = ""] =
        /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+) .*--endpoint-url (\S+)/.exec(text) ?? [];
      const env = {
        STUDIOCTL_SANDBOX: undefined,
        AWS_ACCESS_KEY_ID: key,
        AWS_SECRET_ACCESS_KEY: secret,
        AWS_ENDPOINT_URL: url,
        AWS_REGION: "us-east-1",
      };
      try {
        await use((line) => run(line, { env }));
      } catch (error) {
        failure = error;
      }
      end("SIGINT");
    }),
  });
  if (failure !== undefined) throw failure;
}

function once(act: (text: string, end: (signal: NodeJS.Signals) => void) => Promise<void>) {
  let done = false;
  return (text: string, end: (signal: NodeJS.Signals) => void): void => {
    if (done || !text.includes("uses the same state")) return;
    done = true;
    void act(text, end);
  };
}

/** The standing of each app's beacon, when it is as wanted. */
async function beacons(run: Run, wanted: (found: Record<string, string>) => boolean): Promise<Record<string, string>> {
  for (let tries = 0; ; tries += 1) {
    const { stdout } = await run("studioctl -q auto-shutdown beacon status -o json");
    const list: { SpaceName: string; Beacon: { State: string; Active: string[] } }[] = JSON.parse(stdout);
    const found = Object.fromEntries(list.map(({ SpaceName, Beacon }) => [SpaceName, [Beacon.State, ...Beacon.Active].join(" ")]));
    if (wanted(found) || tries === 40) return found;
    await wait(500);
  }
}

const verdicts = async (run: Run, flags = ""): Promise<Record<string, string>> => {
  const { stdout } = await run(`studioctl -q auto-shutdown plan ${flags} -o json`);
  const { Decisions }: { Decisions: { SpaceName: string; Verdict: string; Result: string }[] } = JSON.parse(stdout);
  return Object.fromEntries(Decisions.map(({ SpaceName, Verdict, Result }) => [SpaceName, `${Verdict} ${Result}`]));
};

describe("an SSO domain in the sandbox", patience, () => {
  it("is swept by what its apps report: a program in the background keeps one, and an hour after its end it stops", async () => {
    const here = account({ ...seed, settings: quickStory.settings ?? {} });
    await served(here, async (run) => {
      expect(await run("studioctl -q auto-shutdown beacon install --every 1m --yes")).toMatchObject({ code: 0 });
      expect(await run("studioctl -q space start cohort --instance-type ml.t3.large")).toMatchObject({ code: 0 });
      expect(await beacons(run, ({ cohort }) => cohort === "reporting")).toEqual({ cohort: "reporting", forgotten: "started-before" });

      await run("studioctl -q ssh cohort -- 'echo \"sleep 1000; true\" >train.sh; nohup sh train.sh >/dev/null 2>&1 & echo $! >pid'");
      const working = "reporting train.sh runs in the background";
      await run("studioctl --sandbox sandbox advance 3h");
      expect(await beacons(run, ({ cohort }) => cohort === working)).toMatchObject({ cohort: working });
      expect(await verdicts(run, "--trust-beacons --max-age 1m")).toMatchObject({ cohort: "active kept" });

      await run("studioctl -q ssh cohort -- 'pkill -P $(cat pid)'");
      await run("studioctl --sandbox sandbox advance 2m");
      expect(await beacons(run, ({ cohort }) => cohort === "reporting")).toMatchObject({ cohort: "reporting" });
      expect(await verdicts(run, "--trust-beacons")).toMatchObject({ cohort: "active kept" });
      await run("studioctl --sandbox sandbox advance 70m");
      expect(await beacons(run, ({ cohort }) => cohort === "reporting")).toMatchObject({ cohort: "reporting" });
      expect(await verdicts(run)).toEqual({ cohort: "unknown kept", forgotten: "unknown kept" });
      expect(await verdicts(run, "--trust-beacons")).toEqual({ cohort: "idle planned", forgotten: "unknown kept" });
      const explained = await run("studioctl -q auto-shutdown explain space:cohort/default --trust-beacons");
      expect(explained.stdout).toMatch(/beacon: reported .*: nothing active/);
      expect((await run("studioctl -q auto-shutdown beacon remove --yes")).stderr).toContain(
        "cannot be replaced while apps that it started run",
      );
      expect(await run("studioctl -q auto-shutdown run --trust-beacons --yes")).toMatchObject({ code: 0 });
      expect(await run("studioctl -q auto-shutdown beacon remove --yes")).toMatchObject({ code: 0 });
      expect((await run("studioctl -q lifecycle-config list -o name")).stdout).toBe("");
    });
  });
});
