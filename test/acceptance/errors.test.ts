import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/sandbox/state.ts";
import { account, patience, quickStory } from "./account.ts";

const real = { STUDIOCTL_SANDBOX: undefined };
const credentials = { ...real, AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
const withFaults = (...faults: Fault[]) => account({ ...quickStory, settings: { ...quickStory.settings, faults } });

/** A service that counts what it is asked and never has an answer. */
async function silentService() {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, asked: () => asked, close: () => server.close() };
}

describe.concurrent("before any call", patience, () => {
  it("no credentials: 4, how to get them, and a mention of --sandbox", async () => {
    const service = await silentService();
    const { run } = account();
    for (const command of ["app list -d d-1", "auto-shutdown run --yes"]) {
      const { code, stdout, stderr } = await run(`studioctl ${command} --region us-east-1 --endpoint-url ${service.endpoint}`, {
        env: real,
      });
      expect([command, code, stdout]).toEqual([command, 4, ""]);
      expect(stderr).toMatch(/^error: .*credentials/m);
      expect(stderr).toMatch(/^fix: .*--sandbox/m);
    }
    expect(service.asked()).toBe(0);
    service.close();
  });

  it("an AWS profile that is not there: 4, and its name", async () => {
    const { run } = account();
    const { code, stderr } = await run("studioctl domain list --profile nowhere --region us-east-1", { env: real });
    expect([code, stderr]).toEqual([4, expect.stringMatching(/nowhere/)]);
  });

  it("no Region: says how to name one", async () => {
    const { run } = account();
    const { code, stderr } = await run("studioctl domain list", { env: credentials });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*Region/m);
    expect(stderr).toMatch(/^fix: .*--region/m);
  });

  it("is an object where the configuration has results so too, on one line with jsonl", async () => {
    const { run } = account();
    await run("studioctl config set output jsonl");
    const { code, stderr } = await run("studioctl --sandbox domain describe nowhere -q");
    expect([
      code,
      stderr
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ]).toEqual([1, [{ Error: expect.objectContaining({ Code: "not-found" }) }]]);
    expect((await run("studioctl --sandbox domain describe nowhere -q -o table")).stderr).toMatch(/^error: /);
  });

  it.each([
    ["app lst", /unknown command "lst"/, /list/],
    ["ap list", /unknown command "ap"/, /app/],
    ["app list --usr alice", /unknown option "--usr"/, /--user/],
    ["app list --type KernelGatway", /--type does not take "KernelGatway"/, /KernelGateway/],
    ["app list -o jsn", /--output does not take "jsn"/, /json/],
    ["app list --user alice --space nlp", /--user cannot be used with --space/, /one of the two/],
    ["app list --user al_ice", /"al_ice"/, /letters, digits/],
    ["app list extra", /too many arguments/, /./],
    ["app describe", /missing required argument/, /./],
    ["config set domain", /missing required argument "VALUE"/, /studioctl config set domain VALUE/],
    ["app start --user alice", /missing --type/, /--type KernelGateway/],
    ["app start --user alice --type KernelGateway --instance-type ml.m5.lage", /"ml\.m5\.lage"/, /ml\.m5\.large/],
    ["app keep alice/x", /how long/, /--for 4h/],
    ["app keep alice/x --for 4h --forever", /more than once/, /one of/],
    ["auto-shutdown plan --idle 60", /--idle: "60" is not a duration/, /1h30m/],
    ["auto-shutdown plan --idle -5m", /-5m/, /./],
    ["auto-shutdown plan --concurrency 0", /--concurrency does not take "0"/, /from 1/],
    ["auto-shutdown plan --all-domains -d research", /--domain cannot be used with --all-domains/, /one of the two/],
    ["domain list --region mars", /--region does not take "mars"/, /us-east-1/],
    ["domain list --endpoint-url nowhere", /--endpoint-url does not take "nowhere"/, /http:/],
    ["domain list --query '[?'", /--query: "\[\?" is not a JMESPath expression/, /JMESPath/],
    ["sandbox seed /nowhere.yaml", /cannot read "\/nowhere.yaml"/, /./],
    ["sandbox advance 2", /"2" is not a duration/, /2h/],
  ])("a wrong line is a usage error: %s", async (line, message, more) => {
    const { run } = account();
    const { code, stdout, stderr } = await run(`studioctl ${line}`);
    expect([code, stdout]).toEqual([2, ""]);
    const [first = "", ...others] = stderr
      .trim()
      .split("\n")
      .filter((each) => !each.startsWith("sandbox:"));
    expect(first).toMatch(message);
    expect(first).toMatch(/^error: [^A-Z].*[^.]$/);
    expect(others.join("\n")).toMatch(more);
  });

  it("an error is one JSON object on stderr with -o json", async () => {
    const { run } = account();
    const { code, stdout, stderr } = await run("studioctl app list --user al_ice -o json");
    expect([code, stdout]).toEqual([2, ""]);
    expect(JSON.parse(stderr)).toEqual({
      Error: { Code: "usage", Message: '"al_ice" is not a valid user profile name', Fix: expect.any(String) },
    });
  });
});

describe.concurrent("when the service answers", patience, () => {
  it("that it is not allowed: 4, and which permission is missing", async () => {
    const { run } = withFaults({
      operation: "ListApps",
      error: "AccessDeniedException",
      message: "User: arn:aws:iam::111122223333:user/x is not authorized to perform: sagemaker:ListApps on resource: *",
    });
    const { code, stderr } = await run("studioctl app list -d research");
    expect([code, stderr]).toEqual([4, expect.stringContaining("sagemaker:ListApps")]);
  });

  it("that something is not there: 1, with what was meant", async () => {
    const { run } = account();
    expect(await run("studioctl profile describe alcie -d research")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no user profile "alcie"[^]*did you mean "alice"/),
    });
    expect(await run("studioctl app list -d reserch")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no domain "reserch"[^]*did you mean "research"/),
    });
    expect(await run("studioctl app list -d d-doesnotexist")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no domain "d-doesnotexist"'),
    });
  });

  it.each(["truncate", "html"])("with an answer that is no answer (%s): one clear error", async (error) => {
    const { run } = withFaults({ operation: "ListDomains", error });
    const { code, stdout, stderr } = await run("studioctl domain list");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error: .*ListDomains/m);
    expect(stderr).not.toMatch(/unexpected|SyntaxError|\bat /);
  });

  it("with failures that pass: nobody notices", async () => {
    const { run } = withFaults(
      { operation: "ListDomains", error: "reset", times: 1 },
      { operation: "ListDomains", error: "InternalFailure", status: 500, times: 1 },
    );
    expect(await run("studioctl domain list -q")).toMatchObject({ code: 0, stderr: "" });
  });

  it.each(["truncate", "html", "AccessDeniedException", "ValidationException"])(
    "for one app of a sweep with %s: that app is unknown and kept, the others are decided",
    async (error) => {
      const { run } = withFaults({ operation: "DescribeApp", matching: "vision-gpu", error });
      const { code, stdout, stderr } = await run("studioctl auto-shutdown run --yes -o json");
      const { Decisions }: { Decisions: { AppName: string; Verdict: string; Result: string; Reason: string }[] } = JSON.parse(stdout);
      const of = (name: string) => Decisions.find(({ AppName }) => AppName === name);
      expect(of("explore")).toMatchObject({ Verdict: "idle", Result: "stopped" });
      expect(of("vision-gpu")).toMatchObject({ Verdict: "unknown", Result: "kept", Reason: expect.stringContaining("could not be read") });
      expect([code, stderr]).toEqual([0, expect.stringMatching(/unknown/)]);
    },
  );

  it.each(["InternalFailure", "html", "reset"])("for one stop with %s: that stop failed, the others are done, 3", async (error) => {
    const { run } = withFaults({ operation: "DeleteApp", matching: "vision-gpu", error, status: 500 });
    const { code, stdout } = await run("studioctl auto-shutdown run --yes -o json --user alice,ben");
    const { Decisions }: { Decisions: { AppName: string; Result: string; Reason: string }[] } = JSON.parse(stdout);
    const results = Object.fromEntries(Decisions.map(({ AppName, Result }) => [AppName, Result]));
    expect([code, results]).toEqual([3, expect.objectContaining({ "vision-gpu": "failed", explore: "stopped", features: "stopped" })]);
  });
});
