import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandsOf } from "../../src/cli/command-list.ts";
import { commandList } from "../../src/cli/commands/command-list.ts";
import { createContext } from "../../src/cli/context.ts";
import type { Parsed } from "../../src/cli/program.ts";
import { runCommand } from "../../src/cli/run-command.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { story } from "../../src/sandbox/story.ts";
import { processIo } from "../../src/system/terminal.ts";
import { type Account, account, quickStory } from "./account.ts";
import { type HostileAccount, type Reach, hostile, hostileAccount } from "./hostile-account.ts";

/** The story, whose notebooks, terminals, tags, logs and failures are hostile from the beginning. */
const hostileStory: Seed = {
  ...quickStory,
  domains: story.domains.map((domain) => ({
    ...domain,
    users: domain.users?.map((user) => ({
      ...user,
      tags: { ...user.tags, note: `of ${hostile}` },
      apps: user.apps?.map((app) => ({
        ...app,
        tags: { ...app.tags, note: hostile },
        log: [`line ${hostile}`, "\ttabbed"],
        lifecycleLog: [`setup ${hostile}`],
        ...(app.status === "Failed" && { failureReason: `it failed ${hostile}` }),
      })),
      ...(user.server && {
        server: { ...user.server, kernels: user.server.kernels?.map((kernel) => ({ ...kernel, notebook: `nb ${hostile}.ipynb` })) },
      }),
    })),
  })),
};

let far: HostileAccount;
const { run, atTerminal, folder, environment: environmentOf }: Account = account();
const before = { env: process.env, folder: process.cwd() };
beforeAll(async () => {
  // What runs here is on the machine of this account, too.
  process.env = environmentOf(environment);
  process.chdir(folder);
  far = await hostileAccount(hostileStory);
  mkdirSync(join(folder, "state", "receipts"), { recursive: true });
});
afterAll(async () => {
  process.env = before.env;
  process.chdir(before.folder);
  await far.close();
});

const commands = await commandsOf(commandList);

/** Commands that call no service, or none that ends. */
const local = /^(sandbox serve|completion|licenses)$/;

/** The first example of each command, up to a pipe, with what makes it end by itself. */
const lines = commands
  .filter(({ name }) => !local.test(name))
  .map(({ name, examples }): [name: string, rest: string] => {
    const line = (examples[0]?.[1] ?? `studioctl ${name}`).split(/ (?:[|>&;]|&&) ?/)[0] ?? "";
    return [name, line.replace(/^studioctl /, "").replace(/ --(?:follow|watch \S+|watch|detach)(?= |$)/g, "")];
  });

const environment = {
  STUDIOCTL_SANDBOX: undefined,
  AWS_ACCESS_KEY_ID: "hostile",
  AWS_SECRET_ACCESS_KEY: "hostile",
  AWS_REGION: "us-east-1",
  STUDIOCTL_DOMAIN: "research",
};

/** Sequences that studioctl and its libraries draw with: colours of its own palette, the cursor, clearing a line. */
// oxlint-disable-next-line eslint/no-control-regex
const ours = /\u001B\[(?:0|1|2|22|3[0-7]|39|9[0-7]|4|24)?m|\u001B\[\?(?:25|2026)[hl]|\u001B\[\d*[ABCDGHJK]|\u001B\[\d*;?\d*H/g;

/** What no output may hold: control characters but line ends (and the tab of tsv), and what turns the direction of text. */
const raw = /(?![\n\t])\p{Cc}|[\u200B\u202A-\u202E\u2066-\u2069]/u;

/** The place of the first such character, for the report of a failure. */
function rawPart(text: string): string | undefined {
  const at = text.search(raw);
  return at === -1 ? undefined : JSON.stringify(text.slice(Math.max(0, at - 200), at + 60));
}

const escaped = /\\x1b\]0;owned|\\u001b\]0;owned|\\e\]0;owned|\\x9b2J|\\u009b2J/;

let shown = 0;

const wordsBefore = (reach: Reach, format: string): string =>
  `--endpoint-url ${far.endpoint(reach)} -o ${format} --yes --no-input --timeout 3s --debug`;

async function outputsOf(rest: string, reach: Reach, format: string): Promise<string> {
  const { stdout, stderr } = await run(`timeout 60 studioctl ${wordsBefore(reach, format)} ${rest} </dev/null`, { env: environment });
  return stdout + stderr;
}

/** The same without a process of its own, whose start takes longer than the command. */
async function outputsHere(rest: string, reach: Reach, format: string): Promise<string> {
  const { stdout: words } = await run(`printf '%s\\0' ${wordsBefore(reach, format)} ${rest}`);
  const argv = words.split("\0").slice(0, -1);
  let text = "";
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const signal = AbortSignal.timeout(60_000);
  const io = processIo({ stdin: Readable.from([]), stdout, stderr: stdout }, process.env, "auto");
  const open = ({ globals }: Parsed) => createContext({ globals, io, env: process.env, argv, signal });
  await runCommand(argv, { commandList, version: "0.0.0", io, signal, open });
  return text;
}

/** Commands whose process itself is the terminal, the server or the client of another program. */
const ofOneProcess = /^(ssh|ssh-proxy|terminal|forward|code|clone|cp|sandbox .+)$/;

describe.concurrent("of a hostile account no control character reaches a pipe", { timeout: 240_000 }, () => {
  it.each(lines)("with %s", async (name, rest) => {
    const formats: readonly [Reach, string][] = [
      ["all", "table"],
      ["prose", "wide"],
      ["prose", "yaml"],
      ["prose", "tsv"],
      ["prose", "name"],
      ["prose", "json"],
    ];
    for (const [reach, format] of formats) {
      const isBuilt = reach === "all" || ofOneProcess.test(name);
      const text = await (isBuilt ? outputsOf : outputsHere)(rest, reach, format);
      expect([format, rawPart(text)]).toEqual([format, undefined]);
      if (escaped.test(text)) shown += 1;
    }
  });
});

describe("of a hostile account no control character reaches a terminal", { timeout: 240_000 }, () => {
  it.each(lines)("with %s", async (_name, rest) => {
    const { raw: screen } = await atTerminal(
      `timeout 60 studioctl --endpoint-url ${far.endpoint("prose")} --yes --no-input --timeout 3s ${rest}`,
      [],
      { env: environment },
    );
    const text = screen.replaceAll(ours, "").replaceAll("\r", "");
    expect(rawPart(text)).toBeUndefined();
  });
});

it("shows what others wrote, escaped, in most of these outputs", () => {
  expect(shown).toBeGreaterThan(lines.length);
});
