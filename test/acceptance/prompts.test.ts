import { describe, expect, it } from "vitest";
import { account, patience, quickStory } from "./account.ts";

const ctrlC = "\u0003";
const down = "\u001B[B";

describe.concurrent("at a terminal", patience, () => {
  it("run shows what stops and what it saves, and stops it after a yes", async () => {
    const { atTerminal, state } = account();
    const { code, screen } = await atTerminal("studioctl auto-shutdown run --user alice", [[/Stop this app, saving \$\d.*\/h\?/, "y\r"]]);
    expect([code, screen]).toEqual([0, expect.stringMatching(/alice\/vision-gpu +ml\.g4dn\.xlarge +last activity[^]*\(y\/N\)[^]*stopped/)]);
    expect(Object.values(state().sagemaker.apps).find(({ AppName }) => AppName === "vision-gpu")?.Status).not.toBe("InService");
  });

  it.each(["n\r", "\r"])("a no (%j) is 5, and nothing is changed", async (answer) => {
    const { atTerminal, state } = account();
    const before = state().sagemaker;
    const { code, screen } = await atTerminal("studioctl app stop alice/vision-gpu -d research", [["Stop this app?", answer]]);
    expect([code, screen]).toEqual([5, expect.stringContaining("nothing was changed")]);
    expect(state().sagemaker).toEqual(before);
  });

  it("asks which of several domains", async () => {
    const { atTerminal } = account();
    const { code, screen } = await atTerminal("studioctl profile list", [[/Which domain\?[^]*finance-bi/, `${down}\r`]]);
    expect([code, screen]).toEqual([0, expect.stringContaining("keiko")]);
  });

  it.each([
    ["CI is set", "studioctl profile list", { CI: "true" }],
    ["--no-input says so", "studioctl profile list --no-input", {}],
    ["stdin is no terminal", "studioctl profile list < /dev/null", {}],
  ])("asks nobody where %s", async (_why, line, env) => {
    const { atTerminal } = account();
    const { code, screen } = await atTerminal(line, [], { env });
    expect([code, screen]).toEqual([2, expect.stringMatching(/2 domains in this Region[^]*research \(d-.*finance-bi \(d-[^]*--domain research/)]);
  });

  it.each([
    ["a confirmation", "studioctl app stop alice/vision-gpu -d research", "(y/N)"],
    ["a choice", "studioctl profile list", "finance-bi"],
  ])("Ctrl-C at %s is 130, leaves the terminal as it was and changes nothing", async (_what, line, shown) => {
    const { atTerminal, state } = account();
    const before = state().sagemaker;
    const { code, raw, screen } = await atTerminal(`before=$(stty -g); ${line}; code=$?; [ "$before" = "$(stty -g)" ] && echo sane; exit $code`, [[shown, ctrlC]]);
    expect(code).toBe(130);
    expect(screen).toMatch(/^error: interrupted/m);
    expect(screen).toMatch(/sane\n*$/);
    expect(raw.lastIndexOf("\u001B[?25h")).toBeGreaterThanOrEqual(raw.lastIndexOf("\u001B[?25l"));
    expect(state().sagemaker).toEqual(before);
  });

  it("a terminal that does not tell its size gets all columns", async () => {
    const { atTerminal } = account();
    const { screen } = await atTerminal("stty cols 0 rows 0; studioctl auto-shutdown plan -q", []);
    expect(screen).toMatch(/^APP +INSTANCE +VERDICT +RESULT +REASON *$/m);
    expect(screen).toMatch(/detection\/augment\.ipynb/);
  });
});

describe.concurrent("Ctrl-C", patience, () => {
  it("during a wait ends it with 130, and says so", async () => {
    const { run } = account({ ...quickStory, settings: { transitionSeconds: { appStart: 600 } } });
    let interrupted = false;
    const { code, stdout, stderr } = await run("exec studioctl app start -d research --user alice --type KernelGateway --debug", {
      onStderr: (text, signal) => {
        if (!text.includes("DescribeApp") || interrupted) return;
        interrupted = true;
        signal("SIGINT");
      },
    });
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/^error: interrupted/m);
  });

  it("leaves a service that does not answer", async () => {
    const faults = [{ operation: "ListDomains", error: "hang" }];
    const { run } = account({ ...quickStory, settings: { ...quickStory.settings, faults } });
    const { code, stderr } = await run("exec studioctl domain list", { onStderr: (text, signal) => text.includes("nothing real") && setTimeout(signal, 300, "SIGINT") });
    expect([code, stderr]).toEqual([130, expect.stringMatching(/^error: interrupted/m)]);
  });

  it("during a sweep ends it with 130", async () => {
    const { run } = account({ ...quickStory, settings: { transitionSeconds: { appStop: 600 } } });
    let done = false;
    const { code } = await run("exec studioctl auto-shutdown run --yes --debug", {
      onStderr: (text, signal) => {
        if (!text.includes("DeleteApp") || done) return;
        done = true;
        signal("SIGINT");
      },
    });
    expect(code).toBe(130);
  });
});
