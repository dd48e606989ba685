import { describe, expect, it } from "vitest";
import { account, patience, quickStory } from "./account.ts";

const sweeps = (stdout: string): { readonly Summary: { readonly Stopped: number } }[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe.concurrent("--watch", patience, () => {
  it("sweeps again and again, each under its number; Ctrl-C between two is 0", async () => {
    const { run } = account();
    const { code, stdout, stderr } = await run("studioctl auto-shutdown run --watch 1h --yes", {
      onStderr: (text, signal) => {
        if (/\d stopped/.test(text)) signal("SIGINT");
      },
    });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^sweep 1, \d{4}-\d\d-\d\dT[\d:.]+Z$/m)]);
    expect(stdout).toMatch(/alice\/vision-gpu .* stopped/);
  });

  it("prints one report a line with jsonl, and what a sweep does is its own; Ctrl-C during one is 130", async () => {
    const { run } = account();
    const { code, stdout, stderr } = await run("studioctl auto-shutdown run --watch 1s --yes -o jsonl", {
      onStderr: (text, signal) => {
        if (text.includes("sweep 3,")) signal("SIGINT");
      },
    });
    expect(
      sweeps(stdout)
        .slice(0, 2)
        .map(({ Summary }) => Summary.Stopped > 0),
    ).toEqual([true, false]);
    expect([code, stderr]).toEqual([130, expect.stringMatching(/sweep 2,[^]*sweep 3,/)]);
  });

  it("--watch continues after a failed sweep", async () => {
    const { run } = account({
      ...quickStory,
      settings: { ...quickStory.settings, faults: [{ operation: "ListApps", error: "AccessDeniedException", status: 403, times: 1 }] },
    });
    const { code, stdout, stderr } = await run("studioctl auto-shutdown plan --watch 1s -o jsonl", {
      onStderr: (text, signal) => {
        if (/would stop/.test(text)) signal("SIGINT");
      },
    });
    expect(stderr).toMatch(/sweep 1,[^]*\{"Error":\{"Code":"AccessDeniedException"[^]*sweep 2,/);
    expect([code, sweeps(stdout)]).toEqual([0, [expect.objectContaining({ DryRun: true })]]);
  });

  it("--watch ends at once without credentials: 4", async () => {
    const { run } = account();
    const env = { STUDIOCTL_SANDBOX: undefined };
    expect(await run("studioctl auto-shutdown run --watch 1m --yes --region us-east-1", { env })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("error: no AWS credentials found"),
    });
  });

  it("--watch refuses flags about the exit code: 2", async () => {
    expect(await account().run("studioctl auto-shutdown plan --watch 1m --exit-code")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--exit-code cannot be used with --watch"),
    });
  });
});

it.each([
  ["auto-shutdown plan --watch 1h --user alice", "would save"],
  ["app list -d research --watch 1h", "running instances"],
  ["app logs farid/default -d research --follow", "ModuleNotFoundError"],
  ["sandbox serve --port 0", "uses the same state"],
])("Ctrl-C at a terminal ends %s with 0, and the line too", patience, async (line, shown) => {
  const { atTerminal } = account();
  const { screen } = await atTerminal(`trap : INT; studioctl ${line}; echo "code $?"`, [[shown, "\u0003"]]);
  expect(screen).toMatch(/\^C\ncode 0\n$/);
});

it("Ctrl-C at a terminal while a service is silent leaves the error on a line of its own: 130", patience, async () => {
  const { atTerminal } = account({ ...quickStory, settings: { ...quickStory.settings, latencyMs: 60_000 } });
  const { raw } = await atTerminal('trap : INT; studioctl domain list; echo "code $?"', [["nothing real is touched", "\u0003"]]);
  expect(raw).toContain("\r\u001B[Kerror: interrupted\r\ncode 130");
});

it("Ctrl-C at a terminal, while the spinner turns, ends a run with what was done: 130", patience, async () => {
  const { atTerminal } = account({ ...quickStory, settings: { ...quickStory.settings, latencyMs: 60 } });
  const { code, screen } = await atTerminal("studioctl auto-shutdown run --yes --concurrency 1 --no-wait", [
    [/[1-9]\/\d+ apps done/, "\u0003"],
  ]);
  expect([code, screen]).toEqual([130, expect.stringMatching(/\d stopped, \d not reached|\d+ stopped/)]);
});
