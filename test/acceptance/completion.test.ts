import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { type Requirement, requirement } from "../requirements.ts";
import { type Account, account, patience, quickStory } from "./account.ts";

const bash: Requirement = {
  name: "bash-completion",
  packages: ["bash-completion"],
  probe: ["test", "-e", "/usr/share/bash-completion/bash_completion"],
};
const zsh: Requirement = { name: "zsh", packages: ["zsh"], probe: ["zsh", "--version"] };
const fish: Requirement = { name: "fish", packages: ["fish"], probe: ["fish", "--version"] };

/** A shell at a terminal where `show` completes as studioctl does and prints the words that it gets, each in brackets. */
interface Shell {
  readonly start: string;
  readonly setup: string;
  /** From here on a start of studioctl leaves a mark instead. */
  readonly watched: string;
}

const shells = {
  bash: {
    start: "PS1='ready> ' bash --noprofile --norc -i",
    watched: "studioctl() { : > started; }",
    setup:
      "source /usr/share/bash-completion/bash_completion; source <(studioctl completion bash); complete -F _studioctl show; show() { printf '<%s>' \"$@\"; echo; }; bind 'set bell-style none'",
  },
  zsh: {
    start: "PS1='ready> ' zsh -f -i",
    watched: "studioctl() { : > started; }",
    setup:
      "autoload -U compinit; compinit -D; source <(studioctl completion zsh); compdef _studioctl show; show() { printf '<%s>' \"$@\"; echo; }",
  },
  fish: {
    start: "fish --no-config -i -C \"function fish_prompt; echo -n 'ready> '; end\"",
    watched: "function studioctl; echo > started; end",
    setup: "studioctl completion fish | source; complete -c show -w studioctl; function show; printf '<%s>' $argv; echo; end",
  },
} satisfies Record<string, Shell>;

/** Names of AWS profiles that shells dislike, by what is typed of them. */
const disliked = { my: "my team", it: "it's", q: 'q"uoted"', do: "do$HOME", st: "st*ar", co: "co:lon", ba: "ba\\ck", se: "se;mi&(co)" };

function ready(): Account {
  const own = account(quickStory);
  const folder = join(own.folder, "home", ".aws");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "config"),
    Object.values(disliked)
      .map((name) => `[profile ${name}]\nregion = us-east-1\n`)
      .join(""),
  );
  return own;
}

/** Has the account read what completion asks of it, so that it is there however slow the machine. */
async function warm({ run }: Account, kind: string, words: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1)
    if ((await run(`studioctl __complete ${kind} fish '' ${words} ''`, { env })).stdout !== "") return;
  throw new Error(`no ${kind} came`);
}

/** What `show` printed after each of these lines was typed. */
async function typed(own: Account, { start, setup }: Shell, lines: readonly string[]): Promise<string[]> {
  const keys = [`${setup}\r`, ...lines.map((line) => `${line}\r`), "exit\r"];
  const { raw } = await own.atTerminal(
    start,
    keys.map((line) => ["ready> ", line]),
  );
  return [...stripVTControlCharacters(raw).matchAll(/[\r\n](<.*>)\r\n/g)].map(([, shown = ""]) => shown);
}

requirement(fish, () => {
  it("fish shows what each word is", async () => {
    const { stdout } = await account().run(
      'fish --no-config -c \'studioctl completion fish | source; complete -C "studioctl app st"; complete -C "studioctl app list --us"\'',
    );
    expect(stdout).toBe("start\tStart an app\nstop\tStop apps\n--user\tonly apps of this user profile\n");
  });
});

requirement(zsh, () => {
  it("zsh shows what each word is", patience, async () => {
    const { screen } = await account().atTerminal(shells.zsh.start, [
      ["ready> ", `${shells.zsh.setup}\r`],
      ["ready> ", "show app st\t"],
      // Ctrl-U: the line is taken back, whatever zsh is at.
      ["Stop apps", "\u0015exit\r"],
    ]);
    expect(screen).toMatch(/^start +-- Start an app *\nstop +-- Stop apps/m);
  });
});

/** Where a shell finds the shipped script by itself, and how it is started so that it looks there. */
const usualPlaces = [
  [
    bash,
    "studioctl.bash",
    ".local/share/bash-completion/completions/studioctl",
    shells.bash.start,
    "source /usr/share/bash-completion/bash_completion",
  ],
  [zsh, "_studioctl", "site-functions/_studioctl", shells.zsh.start, "fpath=(~/site-functions $fpath); autoload -U compinit; compinit -D"],
  [
    fish,
    "studioctl.fish",
    ".config/fish/completions/studioctl.fish",
    `mkdir -p ~/.local/share/fish/generated_completions; ${shells.fish.start.replace("--no-config ", "")}`,
    "true",
  ],
] as const;

for (const [need, shipped, place, start, setup] of usualPlaces) {
  requirement(need, () => {
    it(`${need.name} finds the shipped script where such scripts are put`, patience, async () => {
      const own = account();
      const file = join(own.folder, "home", place);
      mkdirSync(dirname(file), { recursive: true });
      copyFileSync(join(import.meta.dirname, "../../completions", shipped), file);
      const { screen } = await own.atTerminal(
        start,
        [`${setup}\r`, "studioctl --vers\t\r", "studioctl config pa\t\r", "exit\r"].map((keys) => ["ready> ", keys]),
      );
      expect(screen).toContain("studioctl --version");
      expect(screen).toContain("studioctl config path");
    });
  });
}

for (const [name, need] of Object.entries({ bash, zsh, fish })) {
  requirement(need, () => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a key of the same names
    const shell = shells[name as keyof typeof shells];
    describe.concurrent(`in ${name}`, patience, () => {
      it("completion offers nouns, verbs, flags and their values, and starts nothing for it", async () => {
        const own = ready();
        const watched = { ...shell, setup: `${shell.setup}; ${shell.watched}` };
        const shown = await typed(own, watched, [
          "show doma\tdescr\t",
          "show auto-shutdown sett\tg\t",
          "show app list --typ\tKernel\t",
          "show app list --type=Kernel\t",
          "show app list --type JupyterServer,Kernel\t",
          "show app start --instance-type ml.g4dn.xl\t",
          "show --region us-west-2 comp\tpower\t",
          "show help exit\t",
          "show help app sto\t",
          "show lcc des\t",
          "show app list --watch --al\t",
          "show config set out\tjsonl\t",
          "show config set region eu-nor\t",
        ]);
        expect(shown).toEqual([
          "<domain><describe>",
          "<auto-shutdown><settings><get>",
          "<app><list><--type><KernelGateway>",
          "<app><list><--type=KernelGateway>",
          "<app><list><--type><JupyterServer,KernelGateway>",
          "<app><start><--instance-type><ml.g4dn.xlarge>",
          "<--region><us-west-2><completion><powershell>",
          "<help><exit-codes>",
          "<help><app><stop>",
          "<lcc><describe>",
          "<app><list><--watch><--all>",
          "<config><set><output><jsonl>",
          "<config><set><region><eu-north-1>",
        ]);
        expect(existsSync(join(own.folder, "started"))).toBe(false);
        await typed(own, watched, ["show app list --user \t"]);
        expect(existsSync(join(own.folder, "started"))).toBe(true);
      });

      it("ids of the account are completed whole", async () => {
        const own = ready();
        await warm(own, "domain", "app");
        await warm(own, "user", "-d research");
        await warm(own, "app", "-d research");
        const shown = await typed(own, shell, [
          "show app list -d fin\t",
          "show app list --domain=fin\t",
          "show app list -d research --user ali\t",
          "show app describe -d research alice/vis\t",
          "show app describe -d research space:dash\t",
        ]);
        expect(shown).toEqual([
          "<app><list><-d><finance-bi>",
          "<app><list><--domain=finance-bi>",
          "<app><list><-d><research><--user><alice>",
          "<app><describe><-d><research><alice/vision-gpu>",
          "<app><describe><-d><research><space:dashboard/default>",
        ]);
      });

      it("values already given are not offered again, and exclusive flags only once", async () => {
        const own = ready();
        await warm(own, "app", "-d research");
        const shown = await typed(own, shell, [
          "show app list --type JupyterServer,Jupyter\t",
          "show app list --al\t --al\t",
          "show -d research app stop alice/default alice/\t",
        ]);
        expect(shown).toEqual([
          "<app><list><--type><JupyterServer,JupyterLab>",
          "<app><list><--all><--al>",
          "<-d><research><app><stop><alice/default><alice/vision-gpu>",
        ]);
      });

      it("a line stays as it is where there are no credentials", async () => {
        const shown = await typed(ready(), { ...shell, start: `STUDIOCTL_SANDBOX= ${shell.start}` }, ["show app list -d res\t"]);
        expect(shown).toEqual(["<app><list><-d><res>"]);
      });

      it("files are completed where a flag takes one", async () => {
        const own = ready();
        writeFileSync(join(own.folder, "users & all.csv"), "");
        writeFileSync(join(own.folder, "policy.yaml"), "");
        const shown = await typed(own, shell, [
          "show profile create --file us\t",
          "show auto-shutdown run --policy=pol\t",
          "show sandbox seed pol\t",
          "show domain delete pol\t",
        ]);
        expect(shown).toEqual([
          "<profile><create><--file><users & all.csv>",
          "<auto-shutdown><run><--policy=policy.yaml>",
          "<sandbox><seed><policy.yaml>",
          "<domain><delete><pol>",
        ]);
      });

      it("characters that the shell would interpret are quoted", async () => {
        const shown = await typed(
          ready(),
          shell,
          Object.keys(disliked).map((beginning) => `show --profile ${beginning}\tend`),
        );
        expect(shown).toEqual(Object.values(disliked).map((profile) => `<--profile><${profile}><end>`));
      });

      it("completion continues inside quotes", async () => {
        const shown = await typed(ready(), shell, ["show --profile 'my t\t", 'show --profile "do\t', "show --profile my\\ t\tend"]);
        expect(shown).toEqual(["<--profile><my team>", "<--profile><do$HOME>", "<--profile><my team><end>"]);
      });
    });
  });
}

describe.concurrent("an answer", patience, () => {
  const question = "studioctl __complete domain fish '' app list -d ''";

  it.each([
    ["no credentials", question, {}, { STUDIOCTL_SANDBOX: undefined }],
    [
      "nobody at the endpoint",
      question.replace("-d", "--endpoint-url http://127.0.0.1:9 -d"),
      {},
      { STUDIOCTL_SANDBOX: undefined, AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "y", AWS_REGION: "us-east-1" },
    ],
    ["a call that is denied", question, { faults: [{ operation: "ListDomains", error: "denied" }] }, {}],
    ["a call that hangs", question, { faults: [{ operation: "ListDomains", error: "hang" }] }, {}],
    ["a Region that is none", question.replace("-d", "--region nowhere -d"), {}, {}],
    ["a kind that is none", question.replace("domain", "dragon"), {}, {}],
    ["a state folder that cannot be written", question, {}, { STUDIOCTL_STATE_HOME: "/dev/null" }],
  ])("to %s is silence", async (_what, line, settings, env) => {
    const { run } = account({ ...quickStory, settings: { ...quickStory.settings, ...settings } });
    for (const time of ["first", "second"]) expect([time, await run(line, { env })]).toEqual([time, { code: 0, stdout: "", stderr: "" }]);
  });

  it("completion reads the account that the command line names", async () => {
    const own = ready();
    await warm(own, "domain", "app");
    const { stdout } = await own.run("studioctl __complete domain fish '' app list -d ''");
    expect(stdout).toMatch(/^research\td-\S+, InService\nfinance-bi\td-/);
    expect(
      await own.run("studioctl __complete domain fish '' --region eu-west-1 app list -d 'fin'", { env: { STUDIOCTL_SANDBOX: undefined } }),
    ).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("follows the domain, the user and the space on the line, and STUDIOCTL_DOMAIN", async () => {
    const own = ready();
    const words = async (kind: string, line: string, env = {}): Promise<string[]> => {
      await warm(own, kind, line, env);
      const { stdout } = await own.run(`studioctl __complete ${kind} fish '' ${line} ''`, { env });
      return stdout.split("\n").flatMap((row) => (row === "" ? [] : [(row.split("\t")[0] ?? "").replace(/^d-[^/]+/, "D")]));
    };
    expect(await words("user", "-d finance-bi profile describe")).toEqual(["jonas", "keiko"]);
    expect(await words("user", "profile describe", { STUDIOCTL_DOMAIN: "finance-bi" })).toEqual(["jonas", "keiko"]);
    expect(await words("space", "--domain=finance-bi space open")).toEqual(["forecast"]);
    expect(await words("app", "app stop -d research --user alice")).toEqual([
      "D/alice/JupyterServer/default",
      "D/alice/KernelGateway/vision-gpu",
    ]);
    expect(await words("app", "app stop -d research --space dashboard")).toEqual(["D/space:dashboard/CodeEditor/default"]);
  });

  it("completion offers images and lifecycle configs", async () => {
    const own = account();
    await own.run(
      "studioctl image attach pytorch -d research --ecr studio/pytorch:2.4 --kernel python3; echo '#!/bin/bash' > s.sh; studioctl lifecycle-config create setup --file s.sh --app-type JupyterLab",
    );
    for (const [kind, words] of [
      ["image", /^pytorch\t/],
      ["lifecycle-config", /^setup\tJupyterLab/],
      ["lifecycle-config-arn", /^arn:aws:sagemaker:us-east-1:\d+:studio-lifecycle-config\/setup\t/],
    ] as const) {
      await warm(own, kind, "x");
      expect((await own.run(`studioctl __complete ${kind} fish '' x ''`)).stdout).toMatch(words);
    }
  });

  it("the completion cache contains no credentials", async () => {
    const own = account();
    const env = {
      AWS_ACCESS_KEY_ID: "AKIAEXAMPLEOFAKEY",
      AWS_SECRET_ACCESS_KEY: "secret-of-the-key",
      AWS_SESSION_TOKEN: "token-of-the-key",
    };
    const { stdout } = await own.run(
      `${question}; ${question}; grep -rlE 'AKIAEXAMPLE|secret-of|token-of' "$STUDIOCTL_STATE_HOME/completion"; ls "$STUDIOCTL_STATE_HOME/completion" | wc -l`,
      { env },
    );
    expect(stdout).toMatch(/(^|\n)1\n$/);
    expect(stdout).not.toContain(".json");
  });

  it("is no word of the program that anybody is told of", async () => {
    expect((await account().run("studioctl --help; studioctl help; studioctl completion --help")).stdout).not.toMatch(/__/);
  });
});
