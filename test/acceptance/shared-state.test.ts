import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore, type ResettableStore } from "../../src/sandbox/store.ts";
import { createStateTableIn } from "../aws/state/state.ts";
import { type TestDynamoDb, startDynamoDb } from "../dynamodb.ts";
import { type Options, account, patience, quickStory } from "./account.ts";
import { faultsOf } from "./schema.ts";

const minute = 60_000;
const users = ["ada", "bob", "cleo"];

/** Users whose apps have no kernels: only what earlier runs saw says for how long. */
const seed: Seed = {
  ...quickStory,
  domains: [
    {
      name: "lab",
      users: users.map((name) => ({
        name,
        apps: [
          { type: "JupyterServer" as const, started: "8h" },
          { type: "KernelGateway" as const, name: "a", started: "8h" },
        ],
        server: { mode: "up" as const, kernels: [] },
      })),
    },
  ],
};

let dynamoDb: TestDynamoDb;
let service: Sandbox;
let store: ResettableStore;
let aheadMs = 0;
const serviceNow = () => Date.now() + aheadMs;

/** Time passes for AWS; the machines learn it from the responses. */
const pass = (milliseconds: number): void => {
  aheadMs += milliseconds;
  dynamoDb.aheadMs = aheadMs;
};

beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.close());

let tables = 0;
const machines = () => [machine(), machine()] as const;

const sharedAws = () => ({
  STUDIOCTL_SANDBOX: undefined,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "a",
  AWS_SECRET_ACCESS_KEY: "b",
  AWS_ENDPOINT_URL: service.endpoint,
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
  STUDIOCTL_STATE: `dynamodb:sweeps-${tables}`,
});

/** A machine with a state folder of its own, and the same AWS as the others. */
function machine() {
  const { run } = account();
  return { run: (line: string, options: Options = {}) => run(line, { ...options, env: { ...sharedAws(), ...options.env } }) };
}

const besideSandbox = () => ({ AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url });

/** The stops of a history, whose savings grow with time. */
const withoutSavings = (text: string): unknown => JSON.parse(text.replaceAll(/"UsdSaved": [\d.e-]+/g, '"UsdSaved": 0'));

/** The users whose KernelGateway app runs. */
const running = async (): Promise<string[]> => {
  const { sagemaker } = await store.read();
  return Object.values(sagemaker.apps)
    .flatMap((app) => (app.AppType === "KernelGateway" && app.Status === "InService" ? [app.UserProfileName ?? ""] : []))
    .toSorted();
};

interface Stops {
  readonly Stops: readonly { readonly UserProfileName: string; readonly Result: string }[];
}
const stopsIn = async (where: { run: (line: string) => Promise<{ stdout: string }> }): Promise<string[]> => {
  const { stdout } = await where.run("studioctl auto-shutdown history -o json");
  const { Stops }: Stops = JSON.parse(stdout);
  return Stops.map(({ UserProfileName, Result }) => `${UserProfileName} ${Result}`).toSorted();
};

const sweep = "studioctl auto-shutdown run --yes --no-wait -o json";

describe("machines that share a table", patience, () => {
  beforeEach(async () => {
    tables += 1;
    dynamoDb.fate = () => undefined;
    store = memoryStore(seedState(seed, serviceNow()));
    service = await startSandbox({ store, realNow: serviceNow, jupyter: createJupyterHost });
    await createStateTableIn(dynamoDb, `sweeps-${tables}`);
    return () => service.close();
  });

  it("continue where another one was killed, once its lease has expired", async () => {
    const [one, other] = machines();
    expect(await one.run(sweep)).toMatchObject({ code: 0 });
    expect(await running()).toEqual(users);
    pass(70 * minute);

    let killed = false;
    const onStderr: Options["onStderr"] = (text, signal) => {
      if (killed || !/DeleteApp .*done/.test(text)) return;
      killed = true;
      signal("SIGKILL");
    };
    await one.run(`exec ${sweep} --concurrency 1 --debug`, { onStderr });
    expect(killed).toBe(true);
    expect(await running()).toHaveLength(2);

    const busy = await other.run(sweep);
    expect(busy.code).toBe(0);
    expect(JSON.parse(busy.stdout)).toMatchObject({ Locked: { By: expect.stringMatching(/^process \d+ on /) } });
    expect(await running()).toHaveLength(2);

    pass(2 * minute);
    expect(await other.run(sweep)).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
    const stops = await stopsIn(one);
    expect(stops.map((stop) => stop.split(" ")[0])).toEqual(users);
    expect(stops.filter((stop) => stop.endsWith(" stopped")).length).toBeGreaterThanOrEqual(2);
    const why = await one.run("studioctl app why cleo/a -o json");
    expect(JSON.parse(why.stdout)).toMatchObject({ AutoShutdown: { Reason: expect.stringContaining("no kernels") } });
  });

  it("that sweep at once stop each app once", async () => {
    const [one, other] = machines();
    await one.run(sweep);
    pass(70 * minute);
    const both = await Promise.all([one.run(sweep), other.run(sweep)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await stopsIn(one)).toEqual(users.map((name) => `${name} stopped`));
  });

  it("stop nothing once the table has disappeared, also where another record could be written", async () => {
    const one = machine();
    await one.run(sweep);
    pass(70 * minute);
    dynamoDb.fate = (operation, input) =>
      operation === "PutItem" && JSON.stringify(input).includes("intent")
        ? { code: "ResourceNotFoundException", message: "Requested resource not found" }
        : undefined;
    const { code, stdout, stderr } = await one.run(`${sweep} --report report.ndjson`);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).Errors).toEqual([expect.objectContaining({ Code: "unrecorded" })]);
    expect(stderr).toContain(`no table "sweeps-${tables}" in us-east-1`);
    expect(await running()).toEqual(users);
  });

  it.each(["throttled", "broken"] as const)("stop nothing while it is %s, say why, and still plan", async (fate) => {
    const one = machine();
    await one.run(sweep);
    pass(70 * minute);
    dynamoDb.fate = () => fate;
    const [run, plan] = await Promise.all([one.run(`${sweep} --debug`), one.run("studioctl auto-shutdown plan -o json")]);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("nothing was stopped, because a run that cannot remember must not stop anything: ");
    expect(run.stderr).not.toContain("debug: SageMaker");
    expect([plan.code, plan.stderr]).toEqual([
      0,
      expect.stringContaining(`warning: the state table "sweeps-${tables}" in us-east-1 cannot be used`),
    ]);
    dynamoDb.fate = () => undefined;
    expect(await running()).toEqual(users);
  });
});

describe("the state table", patience, () => {
  const { run, folder } = account();
  const state = "--state dynamodb:from-folder@eu-west-1";
  const on = (line: string) => run(`studioctl auto-shutdown ${line}`, { env: besideSandbox() });
  const documentOf = async (line: string): Promise<unknown> => {
    const { stdout } = await on(`${line} -o json`);
    const document: unknown = JSON.parse(stdout);
    expect(faultsOf(`auto-shutdown ${line.split(" ").slice(0, 2).join(" ")}`, document)).toEqual([]);
    return document;
  };

  it("is created once, beside the sandbox too, and described", async () => {
    expect(await documentOf(`state create ${state} --dry-run`)).toMatchObject({ Changes: ["table", "time-to-live", "mark"] });
    expect(await on(`state describe ${state}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no table "from-folder" in eu-west-1'),
    });
    const created = await documentOf(`state create ${state} --point-in-time-recovery --tag team=ml`);
    expect(created).toMatchObject({ Changes: ["table", "time-to-live", "point-in-time-recovery", "mark"] });
    expect(await documentOf(`state create ${state}`)).toMatchObject({ Changes: [] });
    expect(await documentOf(`state describe ${state}`)).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      Layout: 1,
      TimeToLive: true,
      PointInTimeRecovery: true,
      Scopes: [],
      Leases: [],
      Receipts: { Days: 0 },
    });
  });

  it("receives a copy of the state folder, as often as it is copied", async () => {
    await on("run --yes --no-wait");
    const { stdout: before } = await on("history -o json --query Stops");
    expect(JSON.parse(before)).not.toEqual([]);
    const dry = await documentOf(`state migrate ${state} --dry-run`);
    expect(await documentOf(`state describe ${state}`)).toMatchObject({ Scopes: [], Receipts: { Days: 0 } });
    const first = await documentOf(`state migrate ${state}`);
    expect(first).toMatchObject({ Folder: `${folder}/state/sandbox`, Scopes: [{ Scope: "111122223333/us-east-1" }], DryRun: false });
    expect(dry).toEqual({ ...Object(first), DryRun: true });
    expect(await documentOf(`state migrate ${state}`)).toEqual(first);
    const { stdout: after } = await on(`history -o json --query Stops ${state}`);
    expect(withoutSavings(after)).toEqual(withoutSavings(before));
    expect(await on(`run --yes ${state} -o json`)).toMatchObject({
      code: 0,
      stderr: expect.not.stringContaining("no record of earlier runs"),
    });
  });

  it.each([
    [state.replace("@eu-west-1", "@eu-west-l"), 'did you mean "eu-west-1"?'],
    ["--state dynamodb:arn:aws:dynamodb:eu-west-1:999988887777:table/x", "--profile for another account"],
    ["--state s3:bucket", "dynamodb:TABLE, dynamodb:TABLE@REGION, or folder"],
    ["--region us-east-1,eu-west-1 --state dynamodb:sweeps", "dynamodb:sweeps@us-east-1"],
  ])("is refused before any call where it cannot be one: %s", async (flags, fix) => {
    dynamoDb.calls.length = 0;
    expect(await on(`run --yes ${flags}`)).toMatchObject({ code: 2, stderr: expect.stringContaining(fix) });
    expect(dynamoDb.calls).toEqual([]);
  });

  it("is not looked for in the sandbox, which has none", async () => {
    const outcome = await run(`studioctl auto-shutdown run --yes ${state}`);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining("--state: the sandbox has no DynamoDB") });
    await run("studioctl config set state dynamodb:from-folder@eu-west-1");
    expect(await run("studioctl auto-shutdown plan")).toMatchObject({ code: 0 });
  });

  it("that a schedule names is in its entry", async () => {
    const { stdout } = await on(`schedule print --every 15m --region us-east-1 ${state}`);
    expect(stdout).toContain(`auto-shutdown run --region us-east-1 --sandbox ${state} --yes`);
    const variable = await run("studioctl auto-shutdown schedule print --every 15m", {
      env: { ...besideSandbox(), STUDIOCTL_STATE: "dynamodb:sweeps@eu-west-1" },
    });
    expect(variable.stdout).toContain(`AWS_ENDPOINT_URL_DYNAMODB=${dynamoDb.url} `);
    expect(variable.stdout).toContain("STUDIOCTL_STATE=dynamodb:sweeps@eu-west-1 ");
  });
});
