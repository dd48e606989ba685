import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { lifecycleScript } from "../../../src/core/lifecycle-config/lifecycle-config.ts";
import {
  fakeLifecycleConfigs,
  type FakeLifecycleConfigs,
  lifecycleConfig,
  lifecycleConfigArn,
  script,
} from "../../fakes/lifecycle-configs.ts";
import { fakeStudio, type FakeStudio } from "../../fakes/studio.ts";
import { hoursAgo, studioctl, type World } from "../run.ts";

const arn = lifecycleConfigArn("setup");
const lab: App = {
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: hoursAgo(3),
  ResourceSpec: { LifecycleConfigArn: arn },
};

/** The config `setup` is attached to the domain, and by default to alice. */
const attachedWorld = (apps: readonly App[] = []) => ({
  studio: fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research", DefaultUserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: [arn] } } }],
    profiles: [
      {
        DomainId: "d-1",
        UserProfileName: "alice",
        UserSettings: { JupyterLabAppSettings: { LifecycleConfigArns: [arn], DefaultResourceSpec: { LifecycleConfigArn: arn } } },
      },
    ],
    spaces: [{ DomainId: "d-1", SpaceName: "nlp", SpaceSettings: { AppType: "JupyterLab" } }],
    apps,
  }),
  lifecycleConfigs: fakeLifecycleConfigs([lifecycleConfig("setup", "JupyterLab"), lifecycleConfig("spare", "CodeEditor")]),
});
/** The same, and the space cannot be read. */
const unread = () => {
  const given = attachedWorld();
  given.studio.fail("describeSpace", "nlp");
  return given;
};
/** The same, and all changes of one kind are refused. */
const refused = (method: "updateUserProfile" | "updateDomain", error?: StudioctlError) => {
  const given = attachedWorld();
  given.studio.fail(method, "", error);
  return given;
};
const world = () => ({
  studio: fakeStudio({ domains: [{ DomainId: "d-1", DomainName: "research" }] }),
  lifecycleConfigs: fakeLifecycleConfigs([lifecycleConfig("setup", "JupyterLab")]),
});
const changes = ({ studio, lifecycleConfigs }: { studio: FakeStudio; lifecycleConfigs: FakeLifecycleConfigs }): number =>
  studio.calls.filter(([method]) => method.startsWith("update")).length + lifecycleConfigs.created.length + lifecycleConfigs.deleted.length;
const asked = (answer: boolean, questions: string[] = []): Pick<World, "terminal" | "columns" | "answers"> => ({
  terminal: true,
  columns: 200,
  answers: {
    confirm: async (question) => {
      questions.push(question);
      return answer;
    },
  },
});

describe("lifecycle-config list", () => {
  it("shows where each is attached, and to scripts by the service's names", async () => {
    const { stdout } = await studioctl("lcc list", attachedWorld());
    expect(stdout).toBe(
      "NAME   TYPE           AGE  WHERE\nsetup  JupyterLab  1d 12h  domain research, user alice (default)\nspare  CodeEditor  1d 12h\n",
    );
    const json = await studioctl("lifecycle-config list -o json", attachedWorld());
    expect(JSON.parse(json.stdout)).toEqual([
      expect.objectContaining({
        StudioLifecycleConfigName: "setup",
        StudioLifecycleConfigArn: arn,
        Attachments: [
          { DomainId: "d-1", Default: false },
          { DomainId: "d-1", UserProfileName: "alice", Default: true },
        ],
      }),
      expect.objectContaining({ StudioLifecycleConfigName: "spare", Attachments: [] }),
    ]);
    expect((await studioctl("lcc list -o name", attachedWorld())).stdout).toBe("setup\nspare\n");
  });

  it("hints at create where there is none", async () => {
    const { code, stdout, stderr } = await studioctl("lcc list", { studio: fakeStudio() });
    expect([code, stdout, stderr]).toEqual([0, "", expect.stringContaining("studioctl lifecycle-config create creates one")]);
  });
});

describe("lifecycle-config describe", () => {
  it("shows the script as it is under what else is known", async () => {
    const { stdout } = await studioctl("lcc describe setup", attachedWorld());
    expect(stdout).toMatch(/^Lifecycle config +setup\nType +JupyterLab\nWhere +domain research\n +user alice \(default\)\nARN/);
    expect(stdout.endsWith(`\n\n${script}`)).toBe(true);
  });

  it("paints it where colours are wanted, and nowhere else", async () => {
    const { stdout } = await studioctl("lcc describe setup", { ...attachedWorld(), colors: true });
    expect(stdout).not.toContain(script);
    expect(stripVTControlCharacters(stdout)).toContain(script);
    const json = await studioctl("lcc describe setup -o json", { ...attachedWorld(), colors: true });
    expect(JSON.parse(json.stdout)).toMatchObject({ StudioLifecycleConfigContent: expect.any(String), Content: script });
    expect((await studioctl("lcc describe spare -o name", attachedWorld())).stdout).toBe("spare\n");
  });

  it("an unknown lifecycle config is answered with the most similar name", async () => {
    const { code, error } = await studioctl("lcc describe setpu", attachedWorld());
    expect([code, error?.fix]).toEqual([1, 'did you mean "setup"?']);
  });
});

describe("lifecycle-config create", () => {
  const create = "lifecycle-config create new --app-type jupyterlab --file -";

  it("takes a file or stdin, makes its line ends LF, and says so", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "studioctl-")), "setup.sh");
    writeFileSync(file, script.replaceAll("\n", "\r\n"));
    const given = world();
    const { code, stdout, stderr } = await studioctl(`lcc create new --app-type JupyterLab --file ${file} --tag team=nlp`, given);
    expect([code, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/^ARN +arn:/m),
      expect.stringMatching(/CRLF line ends were converted to LF[^]*created;/),
    ]);
    expect(given.lifecycleConfigs.created).toEqual([
      {
        StudioLifecycleConfigName: "new",
        StudioLifecycleConfigAppType: "JupyterLab",
        StudioLifecycleConfigContent: lifecycleScript(script, "-").content,
        Tags: [{ Key: "team", Value: "nlp" }],
      },
    ]);
    const piped = await studioctl(`${create} -o json`, { ...world(), stdin: script });
    expect(JSON.parse(piped.stdout)).toEqual({
      StudioLifecycleConfigName: "new",
      StudioLifecycleConfigArn: lifecycleConfigArn("new"),
      StudioLifecycleConfigAppType: "JupyterLab",
    });
  });

  it("says that the same is exists, with no changing call", async () => {
    const given = { ...world(), stdin: script };
    const { code, stderr } = await studioctl(create.replace("new", "setup"), given);
    expect([code, stderr, changes(given)]).toEqual([0, expect.stringContaining("it exists already: nothing was changed"), 0]);
  });

  it.each<[string, Pick<World, "stdin" | "scriptFault">, number, string]>([
    ["lcc create new --app-type JupyterLab", {}, 2, "missing --file"],
    ["lcc create new --file -", {}, 2, "missing --type"],
    ["lcc create new --file - --app-type JupyterLabs", {}, 2, '--app-type does not take "JupyterLabs"'],
    ["lcc create new --file /nowhere --app-type JupyterLab", {}, 2, 'cannot read "/nowhere"'],
    [create.replace("new", "n_w"), { stdin: script }, 2, '"n_w" is not a valid lifecycle config name'],
    [`${create} --tag team`, { stdin: script }, 2, '--tag does not take "team"'],
    [create, { stdin: "" }, 2, "the script is empty"],
    [create, { stdin: "echo hello\n" }, 2, 'the script has no interpreter line: it begins with "echo hello"'],
    [
      create,
      { stdin: `#!/bin/bash\n${"#".repeat(12_300)}` },
      2,
      "the script has 12312 bytes, and a lifecycle config can have at most 12288",
    ],
    [create, { stdin: script, scriptFault: "line 3: syntax error" }, 1, "bash cannot read the script"],
    [create.replace("new", "setup"), { stdin: "#!/bin/sh\n" }, 1, 'lifecycle config "setup" exists already, and cannot be changed'],
  ])("%s is refused, with no changing call", async (line, more, code, message) => {
    const given = { ...world(), ...more };
    const ran = await studioctl(line, given);
    expect([ran.code, ran.error?.message, changes(given)]).toEqual([code, message, 0]);
  });
});

describe("lifecycle-config attach", () => {
  it("shows the difference, asks, and prints it for scripts", async () => {
    const questions: string[] = [];
    const given = world();
    const { code, stderr } = await studioctl("lcc attach setup --default", { ...given, ...asked(true, questions) });
    expect([code, questions, changes(given)]).toEqual([0, ["Attach setup to domain d-1?"], 1]);
    expect(stderr).toMatch(/JupyterLab\.LifecycleConfigArn +- +arn:[^]*it runs when an app starts/);
    const json = await studioctl("lcc attach setup --yes -o json", world());
    expect(JSON.parse(json.stdout)).toEqual({
      StudioLifecycleConfigName: "setup",
      DomainId: "d-1",
      Changed: true,
      Differences: [{ Setting: "DefaultUserSettings.JupyterLabAppSettings.LifecycleConfigArns", After: [arn] }],
      Status: "InService",
    });
    expect(json.stderr).toContain("--default makes it the default");
  });

  it("changes nothing with --dry-run, where it is so already, where the answer is no, and where nobody can be asked", async () => {
    for (const [line, more, code, said] of [
      ["lcc attach setup --space nlp --dry-run", {}, 0, "nothing was changed"],
      ["lcc attach setup --user alice --default", {}, 0, "already attached: nothing to change"],
      ["lcc attach setup --space nlp", asked(false), 5, "declined"],
      ["lcc attach setup --space nlp", {}, 5, "there is no terminal to ask on"],
    ] as const) {
      const given = attachedWorld();
      const ran = await studioctl(line, { ...given, ...more });
      expect([line, ran.code, ran.stderr, changes(given)]).toEqual([line, code, expect.stringContaining(said), 0]);
    }
  });

  it("says what became of it without waiting", async () => {
    expect((await studioctl("lcc attach setup --yes --no-wait", world())).stderr).toContain("accepted: it is Updating");
  });

  it.each([
    ["lcc attach setup --user alice --space nlp", 2, "--user cannot be used with --space"],
    ["lcc attach s_t", 2, '"s_t" is not a valid lifecycle config name'],
    ["lcc attach setpu --yes", 1, 'no lifecycle config "setpu" in this Region'],
    ["lcc attach spare --space nlp --yes", 1, 'lifecycle config "spare" is for CodeEditor, and space "nlp" is for JupyterLab'],
    ["lcc attach setup --user alise --yes", 1, 'no user profile "alise" in d-1'],
  ])("%s is refused, with no changing call", async (line, code, message) => {
    const given = attachedWorld();
    const ran = await studioctl(line, given);
    expect([ran.code, ran.error?.message, changes(given)]).toEqual([code, message, 0]);
  });
});

describe("lifecycle-config detach", () => {
  it("a detach shows what it removes from each level, and asks", async () => {
    const given = attachedWorld();
    const questions: string[] = [];
    const { code, stderr } = await studioctl("lcc detach setup", { ...given, ...asked(true, questions) });
    expect([code, questions, changes(given)]).toEqual([0, ["Detach setup?"], 2]);
    expect(stderr).toMatch(
      /user alice +JupyterLab\.LifecycleConfigArns +arn:\S+ +none[^]*domain research +JupyterLab\.LifecycleConfigArns +arn:\S+ +none/,
    );
  });

  it("a detach prints one object per settings level for scripts", async () => {
    const { stdout } = await studioctl("lcc detach setup --user alice --yes -o json", attachedWorld());
    expect(JSON.parse(stdout)).toEqual({
      StudioLifecycleConfigName: "setup",
      Changed: true,
      Places: [
        {
          DomainId: "d-1",
          UserProfileName: "alice",
          Differences: [
            { Setting: "UserSettings.JupyterLabAppSettings.DefaultResourceSpec.LifecycleConfigArn", Before: arn },
            { Setting: "UserSettings.JupyterLabAppSettings.LifecycleConfigArns", Before: [arn], After: [] },
          ],
          Status: "InService",
        },
      ],
    });
  });

  it.each([
    ["--domain d-1", {}],
    ["", { STUDIOCTL_DOMAIN: "d-1" }],
  ])(
    "from a domain leaves its users alone, whatever uses it in its own settings, and can start only while it is attached to its domain or owner: %j",
    async (flag, env) => {
      const given = attachedWorld();
      await studioctl(`lcc detach setup --yes ${flag}`.trim(), { ...given, env });
      expect([given.studio.count("updateDomain"), given.studio.count("updateUserProfile")]).toEqual([1, 0]);
    },
  );

  it.each<[string, readonly App[], object, number, string]>([
    ["lcc detach setup --dry-run", [], {}, 0, "nothing was changed"],
    ["lcc detach spare", [], {}, 0, "spare is not attached anywhere: nothing to change"],
    ["lcc detach spare -d d-1", [], {}, 0, "spare is not attached there: nothing to change"],
    ["lcc detach setup --yes", [lab], {}, 1, "fix: stop them first: studioctl app stop d-1/space:nlp/JupyterLab/default"],
    ["lcc detach setup", [], asked(false), 5, "declined"],
    ["lcc detach setup", [], {}, 5, "there is no terminal to ask on"],
    ["lcc detach s_t", [], {}, 2, '"s_t" is not a valid lifecycle config name'],
  ])("%s changes nothing (%#)", async (line, apps, more, code, said) => {
    const given = attachedWorld(apps);
    const ran = await studioctl(line, { ...given, ...more });
    expect([ran.code, ran.stderr, changes(given)]).toEqual([code, expect.stringContaining(said), 0]);
  });
});

describe("lifecycle-config delete", () => {
  it("an unused lifecycle config is deleted after a confirmation", async () => {
    const given = attachedWorld();
    const questions: string[] = [];
    const { code, stderr } = await studioctl("lcc delete spare", { ...given, ...asked(true, questions) });
    expect([code, questions, given.lifecycleConfigs.deleted]).toEqual([
      0,
      ["This deletes lifecycle config spare for CodeEditor, with its script. Continue?"],
      ["spare"],
    ]);
    expect(stderr).toContain("deleted: lifecycle config spare");
  });

  it.each<[string, object, number, string]>([
    ["lcc delete setup --yes", {}, 1, "why: attached to domain d-1, user profile d-1/alice\nfix: studioctl lifecycle-config detach setup"],
    ["lcc delete spare", {}, 5, "there is no terminal to ask on"],
    ["lcc delete spare", asked(false), 5, "declined"],
    ["lcc delete s_t --yes", {}, 2, '"s_t" is not a valid lifecycle config name'],
    ["lcc delete spar --yes", {}, 1, 'did you mean "spare"?'],
  ])("%s changes nothing (%#)", async (line, more, code, said) => {
    const given = attachedWorld();
    const ran = await studioctl(line, { ...given, ...more });
    expect([ran.code, ran.stderr, changes(given)]).toEqual([code, expect.stringContaining(said), 0]);
  });
});

describe("lifecycle-config detach where a level refuses the change", () => {
  it("changes the others, says why, and is 3", async () => {
    const given = refused("updateUserProfile");
    const { code, stdout, stderr } = await studioctl("lcc detach setup --yes", given);
    expect([code, stdout, given.studio.count("updateDomain")]).toEqual([3, expect.stringContaining("domain research"), 1]);
    expect(stdout).not.toContain("alice");
    expect(stderr).toContain("failed: user alice: not allowed to updateUserProfile");
  });

  it("reports it to scripts beside those that changed", async () => {
    const { stdout } = await studioctl("lcc detach setup --yes -o json", refused("updateUserProfile"));
    const { Changed, Places } = JSON.parse(stdout);
    expect([Changed, Places]).toEqual([
      true,
      [
        { DomainId: "d-1", Differences: [expect.objectContaining({ After: [] })], Status: "InService" },
        expect.objectContaining({
          DomainId: "d-1",
          UserProfileName: "alice",
          Result: "failed",
          Reason: "not allowed to updateUserProfile",
        }),
      ],
    ]);
  });

  it("is 124 where one is not complete in time", async () => {
    const { code, stderr } = await studioctl(
      "lcc detach setup --yes",
      refused("updateDomain", new StudioctlError("timeout", "gave up waiting")),
    );
    expect([code, stderr]).toEqual([124, expect.stringContaining("detaching: domain research: gave up waiting")]);
  });

  it("is an error with the code of the first where none could be changed", async () => {
    const given = refused("updateUserProfile");
    given.studio.fail("updateDomain", "");
    const { code, stdout, error } = await studioctl("lcc detach setup --yes", given);
    expect([code, stdout, error?.message]).toEqual([4, "", "not allowed to updateUserProfile"]);
    expect((await studioctl("lcc detach setup --user alice --yes", refused("updateUserProfile"))).code).toBe(4);
  });

  it("still warns of what could not be read", async () => {
    const given = unread();
    given.studio.fail("updateUserProfile", "");
    given.studio.fail("updateDomain", "");
    const { code, stderr } = await studioctl("lcc detach setup --yes", given);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/warning: space d-1\/nlp was not read[^]*failed: user alice/)]);
  });
});

describe("with a space that cannot be read", () => {
  const warning = "warning: space d-1/nlp was not read: not allowed to describeSpace";

  it.each([
    ["lcc list", "research, user alice"],
    ["lcc describe setup", "user alice (default)"],
    ["lcc detach setup --dry-run", "user alice"],
    ["lcc detach setup --yes", "user alice"],
  ])("%s shows the rest, warns, and is 3", async (line, shown) => {
    const { code, stdout, stderr } = await studioctl(line, unread());
    expect([code, stdout, stderr]).toEqual([3, expect.stringContaining(shown), expect.stringContaining(warning)]);
  });

  it("lcc list -o json still has what is known", async () => {
    const { code, stdout, stderr } = await studioctl("lcc list -o json", unread());
    expect([code, JSON.parse(stdout)]).toEqual([
      3,
      [
        expect.objectContaining({
          Attachments: [
            { DomainId: "d-1", Default: false },
            { DomainId: "d-1", UserProfileName: "alice", Default: true },
          ],
        }),
        expect.objectContaining({ Attachments: [] }),
      ],
    ]);
    expect(stderr).toContain(warning);
  });

  it("lcc detach of one that is seen nowhere warns too: the space may have it", async () => {
    const { code, stderr } = await studioctl("lcc detach spare --yes", unread());
    expect([code, stderr]).toEqual([3, expect.stringMatching(/spare is not attached anywhere[^]*warning: space d-1\/nlp was not read/)]);
  });

  it("lcc detach changes the levels that could be read", async () => {
    const given = unread();
    await studioctl("lcc detach setup --yes", given);
    expect([given.studio.count("updateDomain"), given.studio.count("updateUserProfile"), given.studio.count("updateSpace")]).toEqual([
      1, 1, 0,
    ]);
  });

  it("lcc delete is refused: the space may have it", async () => {
    const given = unread();
    const { code, stderr } = await studioctl("lcc delete spare --yes", given);
    expect([code, stderr, given.lifecycleConfigs.deleted]).toEqual([
      4,
      expect.stringContaining('it is unknown whether lifecycle config "spare" is attached somewhere'),
      [],
    ]);
  });
});
