import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { commandList } from "../../src/cli/commands/command-list.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { defaultSubnetIds, defaultVpcId } from "../../src/sandbox/services/ec2/records.ts";
import { type TestDynamoDb, startDynamoDb } from "../dynamodb.ts";
import { type Typed, account, patience, quickStory } from "./account.ts";
import { commandsOf } from "../../src/cli/command-list.ts";
import { documentIn, documented, faultsOf } from "./schema.ts";

/** The first domain of the story, with what else the examples name, and its accounts whose role can be assumed. */
const exemplary: Seed = {
  ...quickStory,
  accounts: quickStory.accounts?.filter(({ roles, state }) => roles !== undefined || state !== undefined) ?? [],
  domains: quickStory.domains.slice(0, 1).map((domain) => ({
    ...domain,
    users: domain.users?.map((user) => ({
      ...user,
      apps: [
        ...(user.apps ?? []),
        ...(user.name === "alice"
          ? ([
              { type: "KernelGateway", name: "churn-model", instanceType: "ml.t3.medium", started: "9h" },
              { type: "KernelGateway", name: "data-science", instanceType: "ml.t3.xlarge", image: "datascience-1.0", started: "9h" },
            ] as const)
          : []),
      ],
      ...(user.name === "alice" && {
        server: { ...user.server, terminals: [...(user.server?.terminals ?? []), { name: "2", app: "data-science" }] },
      }),
    })),
    spaces: [
      ...(domain.spaces ?? []),
      {
        name: "nlp-lab",
        owner: "alice",
        type: "JupyterLab",
        remoteAccess: true,
        apps: [{ type: "JupyterLab", instanceType: "ml.m5.large", started: "8h" }],
      },
    ],
  })),
};

const role = "arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20240301T101500";

/** The lifecycle config that the examples name. */
const setup = "printf '#!/bin/bash\\n' | tee black.sh >npm.sh; studioctl lcc create setup --file black.sh --app-type JupyterLab";
const attachedSetup = `${setup}; studioctl lcc attach setup -d research --yes; studioctl lcc attach setup -d research --user alice --yes`;

const attached = "studioctl image attach pytorch -d research --ecr studio/pytorch:2.4 --kernel python3 --yes";

/** The image attached for the space of the examples, whose app is stopped. */
const forSpaces = `${attached.replace("--kernel python3", "--app-type JupyterLab")}; studioctl app stop space:nlp-lab/default -d research --yes`;

const stopped = "studioctl app stop space:nlp-lab/default -d research --yes";

const sweptAll = "studioctl auto-shutdown run --organization --assume-role studioctl-sweep --yes";
const stateTable = "studioctl auto-shutdown state create --state dynamodb:studioctl-sweeps@eu-west-1";

/** Editors of the machine, which open nothing and have the extension. */
const editors = "printf '#!/bin/sh\\necho ms-vscode-remote.remote-ssh\\n' | tee bin/code >bin/cursor; chmod +x bin/code bin/cursor";

/** What has to be done before the examples that begin so. */
const before: Readonly<Record<string, string>> = {
  "lifecycle-config detach": attachedSetup,
  "lcc detach": attachedSetup,
  "lifecycle-config": setup,
  lcc: setup,
  "auto-shutdown history --accounts": `${sweptAll}; cp examples/accounts.yaml .`,
  "auto-shutdown history": "studioctl auto-shutdown run --yes",
  "auto-shutdown state describe": stateTable,
  "auto-shutdown state migrate": stateTable,
  "auto-shutdown schedule remove":
    "studioctl auto-shutdown schedule install --every 1h --yes; studioctl auto-shutdown schedule install --kind systemd --name research --every 1h --yes",
  "domain delete trial": `studioctl domain create --name trial --vpc ${defaultVpcId} --subnets ${defaultSubnetIds.join(",")} --execution-role ${role} --yes`,
  "profile delete gina": "studioctl profile create gina -d research",
  "space update nlp-lab -d research --image none": `${forSpaces}; studioctl space update nlp-lab -d research --image pytorch --yes`,
  "space update nlp-lab -d research --image ": forSpaces,
  "space update nlp-lab -d research --remote-access": "studioctl space update nlp-lab -d research --remote-access off --yes --force",
  "space update": stopped,
  "space start": stopped,
  "app start --domain research --space": "studioctl space update nlp-lab -d research --remote-access off --yes --force",
  "space delete nlp-lab --domain": stopped,
  "terminal nlp-notebooks -- python3": "printf 'print(1)' | studioctl cp - nlp-notebooks:train.py",
  "terminal nlp-notebooks -- bash": "printf 'echo done' >setup.sh",
  "cp train.csv": "printf a >train.csv; studioctl terminal nlp-notebooks -- mkdir data",
  "cp -r": "studioctl terminal nlp-notebooks -- mkdir results; printf 1 | studioctl cp - nlp-notebooks:results/one",
  "cp -": "printf 1 >src.tar.gz",
  "cp alice": "printf 1 | studioctl cp - alice:notes.txt",
  "ssh-config remove": "studioctl ssh-config install nlp-lab -d research --yes",
  code: editors,
  "efs mount-info --file-system": "studioctl domain delete research --efs retain --cascade --confirm $(studioctl domain list -o name)",
  "image list": attached,
  "image describe": attached,
  "image detach pytorch -d research --user alice": attached.replace("-d research", "-d research --user alice"),
  "image detach": attached,
  "image delete": attached,
};

/** Leaves a shell at its first prompt. */
const leaves: Typed = [[/[#$] $/m, "exit\r"]];

/** What a person types in the examples that begin so, instead of a yes. */
const answers: Readonly<Record<string, Typed>> = {
  "terminal alice --app": [[/[#$] $/m, "\r~."]],
  "terminal nlp-notebooks --": [],
  terminal: leaves,
  "ssh nlp-lab -- df": [],
  "ssh nlp-lab": leaves,
  forward: [[/http:\/\//, "\u0003"]],
  "domain create --quick": [
    ["Which execution role?", "\r"],
    ["(y/N)", "y\r"],
  ],
  "domain delete": [[/Type\s+(\S+)\s+to\s+continue:/, "$1\r"]],
  "profile delete": [[/Type\s+(\S+)\s+to\s+continue:/, "$1\r"]],
  "sandbox serve": [["stop it with Ctrl-C", "\u0003"]],
  "app list -d research --watch": [["running instances", "\u0003"]],
  "app logs ben/nightly-fit -d research --follow": [["KernelGatewayApp", "\u0003"]],
  "image delete": [[/Type\s+(\S+)\s+to\s+continue:/, "$1\r"]],
};

/** The entry for an example. */
function entryOf<T>(table: Readonly<Record<string, T>>, line: string): T | undefined {
  return Object.entries(table).find(([beginning]) => line.startsWith(`studioctl ${beginning}`))?.[1];
}

/** All but those that reach the internet, which `clone` has; docs/into-an-app.md has one that does not. */
const examples = (await commandsOf(commandList))
  .flatMap(({ name, examples: list }) => list.map(([, line]) => ({ name, line })))
  .filter(({ line }) => !line.includes("https://"));

/** Those whose result is a document, as scripts run them. */
const forScripts = examples
  .filter(({ name, line }) => documented.includes(name) && !/ --(query|script|print|follow) | - $/.test(`${line} `))
  .map(({ name, line }) => ({ name, line: `${line.replace(/ -o \w+$/, "")} -o json` }));

let turn: Promise<unknown> = Promise.resolve();

/** Examples of forward one after another: they name the same ports of this machine. */
function tryOutInTurn(name: string, line: string): ReturnType<typeof tryOut> {
  if (name !== "forward") return tryOut(name, line);
  const mine = turn.then(() => tryOut(name, line));
  turn = mine.catch(() => {});
  return mine;
}

/** The exit code of an example: a terminal that is left by ~. ends as ssh does. */
const codeOf = (line: string): number => (line.includes("--exit-code") ? 6 : line.includes("terminal alice --app") ? 255 : 0);

const tables: TestDynamoDb[] = [];
afterAll(() => Promise.all(tables.map((table) => table.close())));

/** A DynamoDB of an example's own, and the table that it names as the setting. */
async function ownTable(): Promise<NodeJS.ProcessEnv> {
  const dynamoDb = await startDynamoDb();
  tables.push(dynamoDb);
  return { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url, STUDIOCTL_STATE: "dynamodb:studioctl-sweeps@eu-west-1" };
}

/** Types an example at a terminal, and what a person would have to add: an answer to a confirmation, the end of a server. */
async function tryOut(name: string, line: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const { run, atTerminal } = account(exemplary);
  const env = name.startsWith("auto-shutdown state ") ? await ownTable() : {};
  // As in a clone of the repository.
  await run(`ln -s ${join(import.meta.dirname, "../../examples")} examples; ${entryOf(before, line) ?? ""}`, { env });
  const stays = name === "sandbox serve" || name === "forward" || /--(watch|follow)\b/.test(line);
  const typed = entryOf(answers, line) ?? (stays ? [[/saves? \$/, "\u0003"]] : [["(y/N)", "y\r"]]);
  const { code, screen } = await atTerminal(`${stays ? "exec " : ""}${line}${name === "sandbox serve" ? " --port 0" : ""}`, typed, { env });
  return { code, said: screen };
}

describe.concurrent("an example", patience, () => {
  it.each(examples)("of $name works: $line", async ({ name, line }) => {
    const { code, said } = await tryOutInTurn(name, line);
    expect([code, said]).toEqual([codeOf(line), expect.not.stringContaining("error:")]);
    expect(said).not.toMatch(/^no (apps?|domain|user|space|run|stop)\b(?!.* differs)/m);
  });

  it.each(forScripts)("of $name is by the schema: $line", async ({ name, line }) => {
    const { said } = await tryOutInTurn(name, line);
    expect(faultsOf(name, documentIn(said))).toEqual([]);
  });

  it("there is of every command", () => {
    expect(examples.length).toBeGreaterThan(20);
  });
});

describe.concurrent("the sandbox", patience, () => {
  it("serves other clients on its port: what one changes, the other sees; Ctrl-C ends it with 0", async () => {
    const { run } = account();
    const client = {
      STUDIOCTL_SANDBOX: undefined,
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      AWS_REGION: "us-east-1",
    };
    const seen: string[] = [];
    const { code } = await run("exec studioctl sandbox serve --port 0", {
      onStderr: (text, signal) => {
        const [, endpoint] = /(http:\/\/127\.0\.0\.1:\d+)[^]*same state/.exec(text) ?? [];
        if (endpoint === undefined || seen.length > 0) return;
        seen.push(endpoint);
        const visit = async () => {
          const stopped = await run(`studioctl --endpoint-url ${endpoint} app stop alice/vision-gpu -d research --yes`, { env: client });
          const listed = await run("studioctl --sandbox app list -d research --user alice -o tsv");
          seen.push(stopped.stderr, String(stopped.code), listed.stdout);
          signal("SIGINT");
        };
        void visit();
      },
    });
    expect([code, seen[1], seen[2]]).toEqual([0, expect.not.stringContaining("error:"), "0"]);
    expect(seen[3]).toMatch(/default/);
    expect(seen[3]).not.toMatch(/vision-gpu/);
  });

  it("refuses a port that is taken, and names the way out", async () => {
    const { run } = account();
    const outcomes: string[] = [];
    await run("exec studioctl sandbox serve --port 0", {
      onStderr: (text, signal) => {
        const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text) ?? [];
        if (port === undefined || outcomes.length > 0) return;
        outcomes.push(port);
        const tryIt = async () => {
          const { code, stderr } = await run(`studioctl sandbox serve --port ${port}`);
          outcomes.push(String(code), stderr);
          signal("SIGINT");
        };
        void tryIt();
      },
    });
    expect(outcomes.slice(1)).toEqual(["1", expect.stringMatching(/port \d+ is not free[^]*--port 0/)]);
  });

  it("is safe under several commands at once: every change is there", async () => {
    const { run, state } = account();
    const users = ["alice", "carla", "dmitri", "erin"];
    const outcomes = await Promise.all(
      users.map((user) =>
        run(`studioctl app start -d research --user ${user} --type KernelGateway --name together --instance-type ml.c5.large -q`),
      ),
    );
    expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual(users.map(() => [0, ""]));
    const started = Object.values(state().sagemaker.apps).filter(({ AppName }) => AppName === "together");
    expect(started.map(({ UserProfileName }) => UserProfileName)).toEqual(expect.arrayContaining(users));
  });

  it("lets one sweep run at a time: the other says so and ends with 0", async () => {
    const { run } = account({ ...quickStory, settings: { ...quickStory.settings, latencyMs: 100 } });
    const [one, two] = await Promise.all([run("studioctl auto-shutdown run --yes"), run("studioctl auto-shutdown run --yes")]);
    expect([one.code, two.code]).toEqual([0, 0]);
    const said = [one.stderr, two.stderr].map((text) => (text.includes("another run is active") ? "waits" : "works"));
    expect(said.toSorted((a, b) => a.localeCompare(b))).toEqual(["waits", "works"]);
  });

  it("moves its clock, shows its contents, reads a seed from stdin, and is reset", async () => {
    const { run } = account();
    expect(await run("studioctl sandbox advance 2h")).toMatchObject({ code: 0 });
    expect(await run("studioctl sandbox status")).toMatchObject({ code: 0, stdout: expect.stringMatching(/2h ahead/) });
    expect((await run("studioctl app list -d research --user ines")).stdout).toMatch(/quick-look .* 2h 5m$/m);
    const seed = "domains: [{ name: tiny, users: [{ name: zoe, apps: [{ type: KernelGateway, name: only, started: 1h }] }] }]";
    expect(await run("studioctl sandbox seed -", { stdin: seed })).toMatchObject({ code: 0 });
    expect((await run("studioctl app list -o name")).stdout).toMatch(/^d-\S+\/zoe\/KernelGateway\/only\n$/);
    expect(await run("studioctl sandbox seed -", { stdin: "domains: [{ nam: tiny }]" })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("invalid seed: domains.0"),
    });
    expect(await run("studioctl sandbox reset")).toMatchObject({ code: 0 });
    expect((await run("studioctl domain list -o json")).stdout).toContain("finance-bi");
  });
});
