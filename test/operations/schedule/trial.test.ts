import { expect, it } from "vitest";
import { tryEntry } from "../../../src/operations/schedule/trial.ts";
import type { Ended } from "../../../src/ports/scheduler.ts";
import { entry } from "../../core/schedule/entry.ts";

function trial(end: Partial<Ended>) {
  const lines: string[] = [];
  const tryLine = async (line: string): Promise<Ended> => {
    lines.push(line);
    return { status: 0, stdout: "", stderr: "", ...end };
  };
  const tried = () =>
    tryEntry(
      { program: ["/usr/bin/node", "/opt/s.js"], tryLine },
      "cron",
      entry({ variables: { PATH: "/a b" } }),
      ["domain", "list", "--profile", "p"],
      { settings: { SHELL: "/bin/csh" }, dispensable: "sagemaker:ListDomains" },
    );
  return { lines, tried };
}

const error = (Code: string, Message: string, more = {}) => `note: x\n${JSON.stringify({ Error: { Code, Message, ...more } })}\n`;

it("a trial makes one call as the entry will: with its variables, and the program by its path", async () => {
  const { lines, tried } = trial({});
  await tried();
  expect(lines).toEqual(["PATH='/a b' /usr/bin/node /opt/s.js domain list --profile p"]);
});

it("a trial without credentials is refused with the call's own words, and names credentials that last", async () => {
  const { tried } = trial({
    status: 4,
    stderr: error("no-credentials", "the AWS SSO session has expired", { Why: "token", Fix: "run: aws sso login" }),
  });
  await expect(tried()).rejects.toMatchObject({
    code: "no-credentials",
    message: "scheduled runs would fail: the AWS SSO session has expired",
    why: "token; tried in the environment of cron (SHELL=/bin/csh), with the variables of the entry (PATH=/a b)",
    fix: expect.stringMatching(/^run: aws sso login; .*credential_process by its absolute path.*schedule print/),
  });
});

it.each([
  ["a permission", { status: 4, stderr: error("AccessDeniedException", "not allowed") }, "no-credentials", /^schedule print/],
  ["a Region", { status: 2, stderr: error("usage", "no Region") }, "usage", /^schedule print/],
  ["the network", { status: 1, stderr: error("unavailable", "cannot reach SageMaker") }, "failed", /^schedule print/],
] as const)("a trial that fails without %s passes that on", async (_, end, code, fix) => {
  await expect(trial(end).tried()).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/^scheduled runs would fail: (not allowed|no Region|cannot reach)/),
    fix: expect.stringMatching(fix),
  });
});

it("a trial accepts credentials that lack only what the call itself needs, and says so; but not a role that may not be assumed", async () => {
  const denied = (action: string) =>
    trial({ status: 4, stderr: error("AccessDeniedException", "not allowed", { Why: `role/sweep has no ${action} on *` }) });
  expect(await denied("sagemaker:ListDomains").tried()).toEqual([
    expect.stringMatching(/^warning: the credentials work but lack sagemaker:ListDomains;/),
  ]);
  await expect(denied("sts:AssumeRole").tried()).rejects.toMatchObject({ code: "no-credentials" });
  expect(await trial({}).tried()).toEqual([]);
});

it("a trial that does not end, or ends without a message, is refused", async () => {
  await expect(trial({ status: undefined }).tried()).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("does not end within a minute"),
  });
  await expect(trial({ status: 127, stderr: "sh: 1: /usr/bin/node: not found\n" }).tried()).rejects.toMatchObject({
    message: "scheduled runs would fail: sh: 1: /usr/bin/node: not found",
  });
  await expect(trial({ status: 1 }).tried()).rejects.toMatchObject({ message: expect.stringContaining("without a message") });
});
