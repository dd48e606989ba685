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
    expect([code, screen]).toEqual([
      2,
      expect.stringMatching(/2 domains in this Region[^]*research \(d-.*finance-bi \(d-[^]*--domain research/),
    ]);
  });

  it.each([
    ["a confirmation", "studioctl app stop alice/vision-gpu -d research", "(y/N)"],
    ["a choice", "studioctl profile list", "finance-bi"],
    ["a list", "studioctl app start -d research", "nlp-notebooks"],
    ["several", "studioctl app stop -d research", "submit"],
    ["a text", "studioctl space create", "SPACE"],
  ])("Ctrl-C at %s is 130, leaves the terminal as it was and changes nothing", async (_what, line, shown) => {
    const { atTerminal, state } = account();
    const before = state().sagemaker;
    const { code, raw, screen } = await atTerminal(
      `before=$(stty -g); ${line}; code=$?; [ "$before" = "$(stty -g)" ] && echo sane; exit $code`,
      [[shown, ctrlC]],
    );
    expect(code).toBe(130);
    expect(screen).toMatch(/^error: interrupted/m);
    expect(screen).toMatch(/sane\n*$/);
    expect(raw.lastIndexOf("\u001B[?25h")).toBeGreaterThanOrEqual(raw.lastIndexOf("\u001B[?25l"));
    expect(state().sagemaker).toEqual(before);
  });

  it("asks again for a text that will not do, and says why", async () => {
    const { atTerminal } = account();
    const { code, screen } = await atTerminal("studioctl app keep alice/vision-gpu -d research", [
      ["--for, for this long", "soon\r"],
      [/"soon" is not a duration/, "\u00154h\r"],
    ]);
    expect([code, screen]).toEqual([0, expect.stringMatching(/^# studioctl app keep alice\/vision-gpu --domain research --for 4h$/m)]);
  });

  it("starts an app by answers alone, and shows the line that does the same", async () => {
    const { atTerminal } = account();
    const { code, screen } = await atTerminal("studioctl app start", [
      [/Which domain\?[^]*finance-bi/, "\r"],
      ["nlp-notebooks", "hugo"],
      [/❯ hugo/, "\r"],
      [/--type, [^]*JupyterServer/, "\r"],
      [/ml\.t3\.medium \(default\) +2 +4 +0\.050? +3/, "g5.2x"],
      [/❯ ml\.g5\.2xlarge +8 +32 +1 A10G +1\.52\d* +4/, "\r"],
    ]);
    expect([code, screen]).toEqual([0, expect.stringMatching(/Status +InService[^]*started/)]);
    const lines = screen.match(/^# studioctl .*$/gm) ?? [];
    expect(lines).toEqual([
      expect.stringMatching(/^# studioctl app start --domain d-\w+ --user hugo --type KernelGateway --instance-type ml\.g5\.2xlarge$/),
    ]);
    const script = account();
    const again = await script.run(`${lines[0]?.slice("# ".length)} -o json`);
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([
      0,
      { UserProfileName: "hugo", AppType: "KernelGateway", ResourceSpec: { InstanceType: "ml.g5.2xlarge" } },
    ]);
  });

  it("asks which apps to stop, several at once", async () => {
    const { atTerminal } = account();
    const { code, screen } = await atTerminal("studioctl app stop -d finance-bi --no-wait", [
      [/APP +STATUS[^]*submit/, ` ${down} \r`],
      ["Stop these 2 apps?", "y\r"],
    ]);
    expect([code, screen]).toEqual([0, expect.stringMatching(/^# studioctl app stop (\S+\/\w+\/\S+ ){2}--domain finance-bi --no-wait$/m)]);
  });

  it.each([
    ["STUDIOCTL_PLAIN", "1"],
    ["TERM", "dumb"],
  ])("with %s=%s asks by number, line by line, and draws over nothing", async (name, value) => {
    const { atTerminal } = account();
    const { code, raw, screen } = await atTerminal(
      "studioctl app start --dry-run",
      [
        [/2\. finance-bi[^]*: $/, "1\n"],
        [/For which user or space\?[^]*: $/, "alice\n"],
        [/1\. alice[^]*: $/, "1\n"],
        [/2\. JupyterServer[^]*: $/, "2\n"],
      ],
      { env: { [name]: value, NO_COLOR: "1" } },
    );
    expect([code, screen]).toEqual([
      0,
      expect.stringMatching(/^# studioctl app start --domain \S+ --user alice --type JupyterServer --dry-run$/m),
    ]);
    expect(raw).not.toContain("\u001B");
  });

  it("plain questions end with Ctrl-C", async () => {
    const { atTerminal } = account();
    const { code, screen } = await atTerminal(
      `trap : INT; before=$(stty -g); studioctl profile describe; code=$?; [ "$before" = "$(stty -g)" ] && echo sane; exit $code`,
      [["Enter its number", ctrlC]],
      {
        env: { STUDIOCTL_PLAIN: "1" },
      },
    );
    expect([code, screen]).toEqual([130, expect.stringMatching(/^error: interrupted[^]*sane\n*$/m)]);
  });

  it.each(["set -o pipefail; studioctl app start | cat", "studioctl app start 2>/dev/null", "studioctl app start </dev/null"])(
    "asks nothing: %s",
    async (line) => {
      const { atTerminal } = account();
      const { code, screen } = await atTerminal(line, []);
      expect([code, screen]).toEqual([2, expect.not.stringContaining("?")]);
    },
  );

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
    const { code, stderr } = await run("exec studioctl domain list", {
      onStderr: (text, signal) => text.includes("nothing real") && setTimeout(signal, 300, "SIGINT"),
    });
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
