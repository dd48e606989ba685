import { describe, expect, it } from "vitest";
import { commandList } from "../../../src/cli/commands/command-list.ts";
import { parseCommandLine } from "../../../src/cli/program.ts";
import type { Choice, Prompter } from "../../../src/ports/prompter.ts";
import { fakeImages } from "../../fakes/images.ts";
import { fakeLifecycleConfigs, lifecycleConfig } from "../../fakes/lifecycle-configs.ts";
import { fakeStudio, type FakeStudioOptions } from "../../fakes/studio.ts";
import { gateway, studioctl, type World } from "../run.ts";

interface Asked {
  readonly question: string;
  readonly head?: string;
  readonly choices?: readonly Choice[];
}

/** A person who gives these answers, one after another, and the questions they were given to. */
function person(...answers: (string | readonly string[])[]): { readonly asked: Asked[]; readonly prompter: Prompter } {
  const asked: Asked[] = [];
  const next = (question: Asked) => {
    asked.push(question);
    const answer = answers[asked.length - 1];
    if (answer === undefined) throw new Error(`nobody answers ${question.question}`);
    return answer;
  };
  const one = async (question: Asked) => String(next(question));
  const prompter: Prompter = {
    confirm: async (question) => (await one({ question })) === "yes",
    input: async (question, refusal) => {
      for (let refused: string | undefined; ;) {
        const answer = await one({ question: refused ?? question });
        refused = refusal?.(answer);
        if (refused === undefined) return answer;
      }
    },
    select: async (question, choices) => await one({ question, choices }),
    search: async (question, list) => await one({ question, ...list }),
    searchSome: async (question, list) => [next({ question, ...list })].flat(),
  };
  return { asked, prompter };
}

const twoDomains = [
  { DomainId: "d-1", DomainName: "research" },
  { DomainId: "d-2", DomainName: "finance" },
];
const household = (more: FakeStudioOptions = {}) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research" }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
    apps: [gateway("one"), gateway("two")],
    ...more,
  });
const at = (answers: Prompter, more: Partial<World> = {}): World => ({ studio: household(), terminal: true, answers, ...more });
const lineOf = (stderr: string): string | undefined => /^# (studioctl .*)$/m.exec(stderr)?.[1];

describe("a line that leaves something out", () => {
  it("is completed by questions in their order, and shown once", async () => {
    const { asked, prompter } = person("d-1", "alice", "KernelGateway", "ml.m5.large");
    const studio = household({ apps: [gateway("one")], domains: twoDomains });
    const { code, stderr } = await studioctl("app start --no-wait", at(prompter, { studio }));
    expect(code).toBe(0);
    expect(asked.map(({ question }) => question)).toEqual([
      "Which domain?",
      "For which user or space?",
      expect.stringMatching(/^--type, /),
      "Which instance type?",
    ]);
    expect(stderr.match(/^# /gm)).toHaveLength(1);
    expect(lineOf(stderr)).toBe("studioctl app start --domain d-1 --no-wait --user alice --type KernelGateway --instance-type ml.m5.large");
    expect(studio.calls).toContainEqual(["createApp", "d-1/alice/KernelGateway/kernel-gateway-ml-m5-large"]);
  });

  it("means the same when the line that was shown is typed", async () => {
    const { prompter } = person("alice", "JupyterServer");
    const { stderr } = await studioctl("app start --tag team=a --dry-run", at(prompter));
    const line = lineOf(stderr) ?? "";
    expect(line).toBe("studioctl app start --user alice --type JupyterServer --tag team=a --dry-run");
    expect(await parseCommandLine(line.split(" ").slice(1), commandList, "0")).toMatchObject({
      flags: { user: "alice", type: "JupyterServer", dryRun: true },
    });
  });

  it("keeps what was typed, and is not asked for it", async () => {
    const { asked, prompter } = person("JupyterServer");
    const { stderr } = await studioctl("app start --user alice -d d-1 --dry-run --color never", at(prompter));
    expect(asked).toHaveLength(1);
    expect(lineOf(stderr)).toBe("studioctl app start --domain d-1 --color never --user alice --type JupyterServer --dry-run");
  });

  it("shows no password of an endpoint", async () => {
    const { prompter } = person("JupyterServer");
    const { stderr } = await studioctl("app start --user alice --dry-run --endpoint-url http://me:secret@127.0.0.1:1", at(prompter));
    expect(stderr).toContain("error: --endpoint-url holds a user name or a password");
    expect(stderr).not.toContain("secret");
  });

  it("of a space needs neither type nor instance", async () => {
    const { asked, prompter } = person("space:nlp");
    const space = { DomainId: "d-1", SpaceName: "nlp", SpaceSettings: { AppType: "JupyterLab" as const } };
    const { stderr } = await studioctl("app start --dry-run", at(prompter, { studio: household({ spaces: [space] }) }));
    expect(asked).toHaveLength(1);
    expect(lineOf(stderr)).toBe("studioctl app start --space nlp --dry-run");
  });

  it("takes several apps where the command does", async () => {
    const { asked, prompter } = person(["alice/KernelGateway/one", "alice/KernelGateway/two"], "yes");
    const { code, stdout, stderr } = await studioctl("app stop", at(prompter));
    expect([code, stdout.match(/stopped/g)?.length]).toEqual([0, 2]);
    expect(asked.map(({ question }) => question)).toEqual(["Which apps?", "Stop these 2 apps?"]);
    expect(lineOf(stderr)).toBe("studioctl app stop alice/KernelGateway/one alice/KernelGateway/two");
  });

  it.each<[string, (string | readonly string[])[], string]>([
    ["app describe", ["alice/KernelGateway/one"], "studioctl app describe alice/KernelGateway/one"],
    ["app keep", [["alice/KernelGateway/one"], "4h"], "studioctl app keep alice/KernelGateway/one --for 4h"],
    ["profile describe", ["alice"], "studioctl profile describe alice"],
    ["space create --dry-run", ["nlp", "alice", "JupyterLab"], "studioctl space create nlp --owner alice --app-type JupyterLab --dry-run"],
    ["profile create --dry-run", ["nina"], "studioctl profile create nina --dry-run"],
    ["auto-shutdown schedule print", ["15m"], "studioctl auto-shutdown schedule print --every 15m"],
  ])("%s", async (line, answers, whole) => {
    const { prompter } = person(...answers);
    const { code, stderr, error } = await studioctl(line, at(prompter));
    expect([code, error?.message, lineOf(stderr)]).toEqual([0, undefined, whole]);
  });

  it("asks again where an answer will not do, and says why as the flag does", async () => {
    const { asked, prompter } = person(["alice/KernelGateway/one"], "soon", "", "4h");
    const { code, stderr } = await studioctl("app keep", at(prompter));
    expect([code, lineOf(stderr)]).toEqual([0, "studioctl app keep alice/KernelGateway/one --for 4h"]);
    expect(asked.slice(1).map(({ question }) => question)).toEqual([
      "--for, for this long, from now:",
      expect.stringMatching(/^--for: "soon" is not a duration; write it as 90s/),
      expect.stringMatching(/^--for: "" is not a duration; write it as 90s/),
    ]);
  });

  it("asks again for an argument that was left empty, or cannot be what it is to be", async () => {
    const { asked, prompter } = person("", "ni_na", "nina");
    expect((await studioctl("profile create --dry-run", at(prompter))).code).toBe(0);
    expect(asked.slice(1).map(({ question }) => question)).toEqual([
      "USER is empty",
      '"ni_na" is not a valid user profile name; letters, digits and inner hyphens, at most 63',
    ]);
  });

  it("is refused before anything is asked where what it says cannot be", async () => {
    const { asked, prompter } = person();
    expect(await studioctl("space create nl_p", at(prompter))).toMatchObject({
      code: 2,
      error: { message: '"nl_p" is not a valid space name' },
    });
    expect(asked).toEqual([]);
  });
});

describe("what there is to choose from", () => {
  it("is apps with their state, age and price, in columns", async () => {
    const { asked, prompter } = person("alice/KernelGateway/two");
    await studioctl("app describe", at(prompter));
    expect(asked[0]?.head).toMatch(/^APP +STATUS +AGE +\$\/H +INSTANCE$/);
    expect(asked[0]?.choices?.[1]).toEqual({
      value: "alice/KernelGateway/two",
      label: expect.stringMatching(/^alice\/KernelGateway\/two +InService +10h +0\.050 +ml\.t3\.medium$/),
    });
  });

  it("has only columns that the terminal has room for", async () => {
    const { asked, prompter } = person("alice/KernelGateway/two");
    await studioctl("app describe", at(prompter, { columns: 48 }));
    expect(asked[0]?.head).toMatch(/^APP +STATUS +\$\/H$/);
  });

  it("is users with what they run and cost; apps that share an instance cost once", async () => {
    const { asked, prompter } = person("alice");
    await studioctl("profile describe", at(prompter));
    expect(asked[0]?.head).toMatch(/^USER +STATUS +AGE +APPS +\$\/H$/);
    expect(asked[0]?.choices?.find(({ value }) => value === "alice")?.label).toMatch(/^alice .* 2 +0\.05/);
  });

  it("is instance types with hardware, price and free places, the default first", async () => {
    const { asked, prompter } = person("alice", "KernelGateway", "ml.t3.medium");
    await studioctl("app start --dry-run", at(prompter));
    const { head, choices = [] } = asked[2] ?? {};
    expect(head).toMatch(/^INSTANCE +VCPU +GIB +GPU +\$\/H +FREE/);
    expect(choices[0]?.label).toMatch(/^ml\.t3\.medium \(default\) +2 +4 +0\.05\d* +2/);
    expect(choices.find(({ value }) => value === "ml.g4dn.xlarge")?.label).toMatch(/ 4 +16 +1 T4 +4/);
    expect(choices.map(({ value }) => value)).not.toContain("system");
  });

  it("is images, and lifecycle configs with their type", async () => {
    const images = person("pytorch");
    await studioctl("image describe", at(images.prompter, { images: fakeImages({ images: [{ ImageName: "pytorch" }] }) }));
    expect(images.asked).toMatchObject([
      { question: "Which image?", head: expect.stringMatching(/^IMAGE +STATUS +AGE$/), choices: [{ value: "pytorch" }] },
    ]);
    const configs = person("setup");
    const { code } = await studioctl(
      "lcc describe",
      at(configs.prompter, { lifecycleConfigs: fakeLifecycleConfigs([lifecycleConfig("setup", "JupyterLab")]) }),
    );
    expect([code, configs.asked]).toMatchObject([
      0,
      [{ question: "Which lifecycle config?", choices: [{ value: "setup", label: expect.stringMatching(/^setup +JupyterLab /) }] }],
    ]);
  });

  it("is not asked where the name of something new is wanted: that is typed", async () => {
    const { asked, prompter } = person("brand-new");
    await studioctl("image attach --ecr studio/pytorch:2.4 --dry-run", at(prompter));
    expect(asked).toEqual([{ question: "IMAGE, name of the image:" }]);
  });

  it("is nothing: the error is the usual one, and says so", async () => {
    const { prompter } = person();
    const { code, error } = await studioctl("app describe", at(prompter, { studio: household({ apps: [] }) }));
    expect(code).toBe(2);
    expect(error).toMatchObject({ message: 'missing required argument "APP"', why: "there is none to choose" });
  });
});

describe("a domain that is chosen while a command runs", () => {
  it("is in the line that is shown, once for several apps", async () => {
    const { asked, prompter } = person("d-1", "yes");
    const { stderr } = await studioctl("app stop one two", at(prompter, { studio: household({ domains: twoDomains }) }));
    expect(asked.map(({ question }) => question)).toEqual(["Which domain?", "Stop these 2 apps?"]);
    expect(lineOf(stderr)).toBe("studioctl app stop one two --domain d-1");
  });
});

describe("nobody is asked", () => {
  it.each<[string, Partial<World>, string]>([
    ["without a terminal", { terminal: false }, "app describe"],
    ["with --no-input", {}, "app describe --no-input"],
    ["in CI", { env: { CI: "true" } }, "app describe"],
  ])("%s: a missing argument is refused", async (_where, more, line) => {
    const { prompter, asked } = person();
    const { code, error } = await studioctl(line, at(prompter, more));
    expect([code, asked]).toEqual([2, []]);
    expect(error).toMatchObject({
      code: "usage",
      message: 'missing required argument "APP"',
      fix: "say which: studioctl app describe APP",
    });
  });

  it.each(["app start --user alice --type KernelGateway --dry-run", "app list", "app describe one"])(
    "where %s says it all",
    async (line) => {
      const { prompter } = person();
      const { code, stderr } = await studioctl(line, at(prompter));
      expect([code, lineOf(stderr)]).toEqual([0, undefined]);
    },
  );
});
