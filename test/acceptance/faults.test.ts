import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import type { SandboxSettings } from "../../src/sandbox/state.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { type Outcome, account, patience, quickStory } from "./account.ts";

interface Report {
  readonly Decisions: readonly {
    readonly UserProfileName?: string;
    readonly SpaceName?: string;
    readonly AppName: string;
    readonly Verdict: string;
    readonly Result: string;
    readonly Reason: string;
  }[];
  readonly Summary: { readonly Stopped: number; readonly Failed: number };
  readonly Errors?: readonly { readonly Region: string; readonly Code: string; readonly Message: string }[];
}

/** The account of the story. */
const AccountId = "111122223333";

const under = (settings: Partial<SandboxSettings>) => account({ ...quickStory, settings: { ...quickStory.settings, ...settings } });
const reportOf = ({ stdout }: Outcome): Report => JSON.parse(stdout);
const verdicts = (outcome: Outcome) =>
  Object.fromEntries(
    reportOf(outcome).Decisions.map(({ UserProfileName, SpaceName = UserProfileName, AppName, Verdict }) => [
      `${SpaceName}/${AppName}`,
      Verdict,
    ]),
  );
const done = (outcome: Outcome, result: string) => reportOf(outcome).Decisions.filter(({ Result }) => Result === result).length;

/** What a plan of the story says when nothing goes wrong. */
const calm = account().run("studioctl auto-shutdown plan -o json -q").then(verdicts);
/** How many of its apps a run stops then. */
const idleApps = async () => Object.values(await calm).filter((verdict) => verdict === "idle").length;

/** A user with a notebook that has been idle for hours. */
const user = (name: string, mode: "up" | "hang") => ({
  name,
  apps: [
    { type: "JupyterServer" as const, started: "8h" },
    { type: "KernelGateway" as const, name: "a", started: "8h" },
  ],
  server: { mode, kernels: [{ state: "idle" as const, active: "3h", app: "a", notebook: "a.ipynb" }] },
});

/** Sends a signal to the command once its first delete is through, by what --debug tells. */
const afterTheFirstDelete = (name: NodeJS.Signals) => {
  let sent = false;
  return (text: string, signal: (name: NodeJS.Signals) => void): void => {
    if (sent || !/DeleteApp .*done/.test(text)) return;
    sent = true;
    signal(name);
  };
};

describe.concurrent("a plan loses nothing", patience, () => {
  it("where the service throttles", async () => {
    const { run } = under({ requestsPerSecond: 20 });
    const outcome = await run("studioctl auto-shutdown plan -o json --concurrency 50");
    expect([outcome.code, verdicts(outcome)]).toEqual([0, await calm]);
  });

  it("to failures and cut connections that pass", async () => {
    const { run } = under({
      faults: [
        { operation: "*", error: "reset", times: 2 },
        { operation: "DescribeApp", error: "InternalFailure", status: 500, times: 3 },
      ],
    });
    const outcome = await run("studioctl auto-shutdown plan -o json");
    expect([outcome.code, verdicts(outcome)]).toEqual([0, await calm]);
  });

  it.each([-180, 180, -3])("to a clock that is %i minutes ahead of the service's", async (minutes) => {
    const serviceNow = () => Date.now() - minutes * 60_000;
    const service = await startSandbox({
      store: memoryStore(seedState(quickStory, serviceNow())),
      realNow: serviceNow,
      jupyter: createJupyterHost,
    });
    const env = { STUDIOCTL_SANDBOX: undefined, AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    const outcome = await account().run(`studioctl auto-shutdown plan -o json --endpoint-url ${service.endpoint}`, { env });
    await service.close();
    expect([outcome.code, verdicts(outcome)]).toEqual([0, await calm]);
  });

  it.each(["plan", "plan --all-regions", "run --yes", "explain ben/features -d research"])("and asks STS nothing: %s", async (line) => {
    const { run } = under({ faults: [{ operation: "GetCallerIdentity", error: "AccessDenied", status: 403 }] });
    const outcome = await run(`studioctl auto-shutdown ${line} -o json --debug`);
    expect([outcome.code, outcome.stderr]).toEqual([0, expect.not.stringContaining("STS")]);
  });

  it("to services that its answer does not need: each has five seconds, and what is missing is said", async () => {
    const { run } = under({
      faults: ["DescribeFileSystems", "GetProducts", "DescribeLogStreams", "GetCallerIdentity"].map((operation) => ({
        operation,
        error: "hang",
      })),
    });
    const began = performance.now();
    const [cost, why, plan] = await Promise.all(
      ["cost", "app why dmitri/finetune-large -d research", "auto-shutdown plan"].map((line) => run(`studioctl ${line}`)),
    );
    expect(performance.now() - began).toBeLessThan(25_000);
    expect(cost).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /price list could not be reached[^]*note: the file system of research is not included: no answer within 5 s/,
      ),
    });
    expect(why).toMatchObject({ code: 0, stderr: expect.stringContaining("note: without its log: no answer within 5 s") });
    expect(plan).toMatchObject({ code: 0, stderr: expect.stringContaining("the price list could not be reached (no answer within 5 s)") });
  });

  it("but the app of a Jupyter server that hangs, and waits for that no longer than its limit", async () => {
    const seed: Seed = { domains: [{ name: "lab", users: [user("ana", "hang"), user("bo", "up")] }] };
    const began = performance.now();
    const outcome = await account(seed).run("studioctl auto-shutdown plan -o json");
    expect(verdicts(outcome)).toEqual({ "ana/a": "unknown", "bo/a": "idle" });
    expect(reportOf(outcome).Decisions[0]?.Reason).toMatch(/took longer than 10 s/);
    expect(performance.now() - began).toBeLessThan(25_000);
  });
});

describe.concurrent("credentials that expire", patience, () => {
  it("midway end a run: no further delete, what was done is reported, 4; the next run continues", async () => {
    const { run, state } = under({ faults: [{ operation: "DeleteApp", error: "ExpiredTokenException", after: 2, times: 1 }] });
    const outcome = await run("studioctl auto-shutdown run --yes --concurrency 1 -o json");
    expect([outcome.code, done(outcome, "stopped"), done(outcome, "planned"), done(outcome, "failed")]).toEqual([
      4,
      2,
      (await idleApps()) - 2,
      0,
    ]);
    expect(reportOf(outcome).Errors).toEqual([
      { Region: "us-east-1", AccountId, Code: "no-credentials", Message: "the AWS credentials have expired" },
    ]);
    expect(outcome.stderr).toMatch(/error: us-east-1: the AWS credentials have expired\n[^]*2 stopped, \d not reached/);
    expect(
      Object.values(state().sagemaker.apps)
        .filter(({ AppName }) => AppName === "vision-gpu")
        .map(({ Status }) => Status),
    ).not.toEqual(["InService"]);
    const next = await run("studioctl auto-shutdown run --yes -o json");
    expect([next.code, done(next, "stopped")]).toEqual([0, (await idleApps()) - 2]);
  });

  it.each(["DescribeDomain", "CreatePresignedDomainUrl", "DescribeApp", "ListTags"])(
    "while planning, at %s, end it before anything is stopped: 4",
    async (operation) => {
      const { run } = under({ faults: [{ operation, error: "ExpiredTokenException" }] });
      expect(await run("studioctl auto-shutdown run --yes -q")).toMatchObject({
        code: 4,
        stdout: "",
        stderr: expect.stringMatching(/^error: the AWS credentials have expired$/m),
      });
    },
  );
});

describe.concurrent("a run that is ended midway", patience, () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("by %s stops nothing more, reports what was done, and exits 130", async (name) => {
    const { run } = under({ latencyMs: 20 });
    const outcome = await run("studioctl auto-shutdown run --yes --concurrency 1 -o json --debug", { onStderr: afterTheFirstDelete(name) });
    const stopped = done(outcome, "stopped");
    expect([outcome.code, stopped + done(outcome, "planned")]).toEqual([130, await idleApps()]);
    expect([1, 2]).toContain(stopped);
    expect(outcome.stderr).toMatch(/\d stopped, \d not reached/);
  });

  it.each([
    ["first line", 1],
    ["first delete", "/DeleteApp/"],
  ])(
    "by a reader that closes its output after the %s loses nothing: what it began is on record, 0, and the next run continues",
    async (_, line) => {
      const { run, folder } = under({ latencyMs: 20 });
      const ended = await run(
        `{ studioctl auto-shutdown run --yes --concurrency 1 --debug; echo $? >code; } 2>&1 | sed -n '${line}q'; cat code`,
      );
      expect(ended.stdout).toBe("0\n");
      const receipts = join(folder, "state", "sandbox", "receipts");
      const lines: { Kind: string; AppName?: string; Outcome?: string }[] = readdirSync(receipts).flatMap((name) =>
        readFileSync(join(receipts, name), "utf8")
          .trim()
          .split("\n")
          .map((text) => JSON.parse(text)),
      );
      const named = (kind: string) => lines.flatMap(({ Kind, AppName }) => (Kind === kind ? [AppName] : []));
      expect(named("app")).toEqual(expect.arrayContaining(named("intent")));
      expect(lines.filter(({ Kind }) => Kind === "run")).toMatchObject([{ Outcome: "interrupted" }]);
      const next = await run("studioctl auto-shutdown run --yes -o json");
      expect([next.code, done(next, "stopped")]).toEqual([0, (await idleApps()) - named("intent").length]);
    },
  );

  it("by kill -9 leaves the next run right: it takes the lock over and stops the rest", async () => {
    const { run } = under({ latencyMs: 50 });
    const killed = await run("studioctl auto-shutdown run --yes --concurrency 1 --debug", { onStderr: afterTheFirstDelete("SIGKILL") });
    expect([killed.code, killed.stdout]).toEqual([null, ""]);
    const next = await run("studioctl auto-shutdown run --yes -o json");
    expect([next.code, done(next, "failed")]).toEqual([0, 0]);
    expect([(await idleApps()) - 1, (await idleApps()) - 2]).toContain(done(next, "stopped"));
    const last = await run("studioctl auto-shutdown run --yes -o json");
    expect([last.code, done(last, "stopped"), done(last, "planned")]).toEqual([0, 0, 0]);
  });
});

describe.concurrent("a run whose record cannot be written", patience, () => {
  it("stops nothing, says so once, and exits 1; recorded in a file of --report it continues", async () => {
    const { run, folder, state } = account();
    await run("mkdir -p state/sandbox && touch state/sandbox/receipts");
    const outcome = await run("studioctl auto-shutdown run --yes -o json --debug");
    expect([outcome.code, done(outcome, "planned"), reportOf(outcome).Errors?.[0]?.Code]).toEqual([1, await idleApps(), "unrecorded"]);
    expect(outcome.stderr).not.toContain("DeleteApp");
    expect(outcome.stderr.match(/could not be recorded: "/g)).toHaveLength(2);
    expect(Object.values(state().sagemaker.apps).some(({ Status }) => Status === "Deleting")).toBe(false);
    const reported = await run(`studioctl auto-shutdown run --yes -o json --report ${folder}/runs.ndjson`);
    expect([reported.code, done(reported, "stopped")]).toEqual([0, await idleApps()]);
  });

  it.each(["plan", "plan --exit-code", "run --yes"])("in the file of --report does its work and ends with 3: %s", async (line) => {
    const { run } = account();
    const outcome = await run(`studioctl auto-shutdown ${line} -o json --report /dev/full`);
    expect([outcome.code, done(outcome, "stopped")]).toEqual([3, line === "run --yes" ? await idleApps() : 0]);
    expect(outcome.stderr).toMatch(/^warning: this run could not be recorded: .*\/dev\/full/m);
  });
});

describe.concurrent("the rest is swept", patience, () => {
  it("where one domain cannot be listed: 3, and why", async () => {
    const { run, state } = account();
    const [research, finance] = ["research", "finance-bi"].map(
      (name) => Object.values(state().sagemaker.domains).find(({ DomainName }) => DomainName === name)?.DomainId,
    );
    const denied = under({ faults: [{ operation: "ListApps", matching: finance ?? "", error: "AccessDeniedException", status: 403 }] });
    const outcome = await denied.run(`studioctl auto-shutdown plan -d ${research},${finance} -o json`);
    const alone = await run("studioctl auto-shutdown plan -d research -o json");
    expect([outcome.code, verdicts(outcome)]).toEqual([3, verdicts(alone)]);
    expect(reportOf(outcome).Errors).toEqual([
      { Region: "us-east-1", AccountId, Code: "denied", Message: expect.stringContaining(`apps of domain ${finance}`) },
    ]);
  });

  it("where a Region fails: 3, and which", async () => {
    const { run } = under({ faults: [{ operation: "ListApps", region: "eu-west-1", error: "AccessDeniedException", status: 403 }] });
    const outcome = await run("studioctl auto-shutdown plan --region us-east-1,eu-west-1,eu-central-1 -o json");
    expect([outcome.code, verdicts(outcome), reportOf(outcome).Errors]).toEqual([
      3,
      await calm,
      [{ Region: "eu-west-1", AccountId, Code: "denied", Message: expect.any(String) }],
    ]);
  });

  it("with --all-regions, and a Region that is not enabled or has no Studio does not fail the run", async () => {
    const { run } = under({
      faults: [
        { operation: "ListDomains", region: "af-south-1", error: "UnrecognizedClientException" },
        { operation: "ListDomains", region: "me-south-1", error: "UnknownOperationException" },
      ],
    });
    const outcome = await run("studioctl auto-shutdown plan --all-regions -o json --debug");
    expect([outcome.code, verdicts(outcome), reportOf(outcome).Errors]).toEqual([0, await calm, undefined]);
    expect(outcome.stderr).toContain("no Studio in af-south-1, me-south-1: ");
    expect(outcome.stderr).not.toMatch(/^error/m);
  });

  it("with --all-regions where no Region is set at all, but not beside --region", async () => {
    const service = await startSandbox({ store: memoryStore(seedState(quickStory, Date.now())), jupyter: createJupyterHost });
    const env = { STUDIOCTL_SANDBOX: undefined, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    const { run } = account();
    const outcome = await run(`studioctl auto-shutdown plan --all-regions -o json --endpoint-url ${service.endpoint}`, { env });
    await service.close();
    expect([outcome.code, verdicts(outcome)]).toEqual([0, await calm]);
    expect(await run("studioctl auto-shutdown plan --all-regions --region us-east-1")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--region cannot be used with --all-regions"),
    });
  });
});
