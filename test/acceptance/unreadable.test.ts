import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serveOnLoopback } from "../loopback.ts";
import { account, patience } from "./account.ts";

const CreationTime = Date.now() / 1_000 - 7_200;
const domain = {
  DomainId: "d-abcdefghijkl",
  DomainName: "lab",
  DomainArn: "arn:aws:sagemaker:us-east-1:123456789012:domain/d-abcdefghijkl",
  Status: "InService",
  CreationTime,
};
const app = {
  DomainId: domain.DomainId,
  UserProfileName: "ana",
  AppType: "KernelGateway",
  AppName: "good",
  Status: "Pending",
  CreationTime,
};

/** Runs a command line against a service that answers so, by the operation's name; all else is empty. */
async function against(answers: Readonly<Record<string, unknown>>, line: string) {
  const service = await serveOnLoopback((request, response) => {
    const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    response.end(JSON.stringify(answers[operation] ?? {}));
  });
  const env = { STUDIOCTL_SANDBOX: undefined, AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  const { run, folder } = account();
  const outcome = await run(`studioctl ${line} --endpoint-url ${service.origin}`, { env });
  await service.close();
  return { ...outcome, folder };
}

describe.concurrent("an item of a list that cannot be read", patience, () => {
  it.each(["app list", "auto-shutdown plan", "auto-shutdown run --yes"])(
    "is warned of once and is 3, the rest is used: %s",
    async (line) => {
      const broken = { ...app, AppName: "broken", CreationTime: "yesterday" };
      const { code, stdout, stderr } = await against(
        { ListDomains: { Domains: [domain] }, ListApps: { Apps: [broken, null, app] } },
        `${line} -o json`,
      );
      expect(stdout).toMatch(/"AppName": "good"/);
      expect(stdout).not.toMatch(/"AppName": "broken"/);
      expect(stderr).toMatch(
        /^warning: an item of ListApps \(.*AppName broken\) cannot be read and is left out: the response to ListApps has no CreationTime$/m,
      );
      expect(stderr.match(/AppName broken/g)).toHaveLength(1);
      expect(code).toBe(3);
    },
  );

  it.each(["plan", "run --yes"])("is one of the errors of a sweep's report and of its record, once: %s", async (line) => {
    const broken = { ...app, AppName: "broken", CreationTime: "yesterday" };
    const answers = { ListDomains: { Domains: [domain] }, ListApps: { Apps: [broken, app] } };
    const { code, stdout, folder } = await against(answers, `auto-shutdown ${line} -o json --report runs.ndjson`);
    const left = { Region: "us-east-1", Code: "left-out", Message: expect.stringContaining("AppName broken") };
    const receipts = readFileSync(join(folder, "runs.ndjson"), "utf8").trim().split("\n");
    const heartbeat: unknown = JSON.parse(receipts.at(-1) ?? "");
    expect([code, JSON.parse(stdout), heartbeat]).toEqual([
      3,
      expect.objectContaining({ Errors: [left] }),
      expect.objectContaining({ Kind: "run", Errors: [left] }),
    ]);
  });

  it("is an error where its absence would say something: what is left behind by domains that are gone", async () => {
    const { code, stderr } = await against({ ListDomains: { Domains: [{ ...domain, Status: 5 }] } }, "efs orphans");
    expect([code, stderr]).toEqual([1, expect.stringContaining("error: the response to ListDomains has no Status")]);
  });
});

describe.concurrent("pages that lead back to one that was read", patience, () => {
  it("end the command with an error, not with an endless list", async () => {
    const { code, stderr } = await against({ ListDomains: { Domains: [domain], NextToken: "A" } }, "domain list");
    expect([code, stderr]).toEqual([1, expect.stringContaining("error: the response to ListDomains has no new NextToken")]);
  });
});
