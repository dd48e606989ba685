import { describe, expect, it } from "vitest";
import { requirement, sshClient } from "../requirements.ts";
import { type Account, type Outcome, account, patience, quickStory } from "./account.ts";

/** Two domains, one of them of SSO, with spaces that run and one that does not. */
const seed = {
  ...quickStory,
  domains: [
    {
      name: "research",
      users: [{ name: "alice", apps: [{ type: "JupyterServer" as const, started: "2h" }] }, { name: "ben" }],
      spaces: [
        {
          name: "open",
          owner: "alice",
          type: "JupyterLab" as const,
          remoteAccess: true,
          apps: [{ type: "JupyterLab" as const, instanceType: "ml.m5.large", started: "2h" }],
        },
        {
          name: "shut",
          owner: "alice",
          type: "JupyterLab" as const,
          apps: [{ type: "JupyterLab" as const, instanceType: "ml.m5.large", started: "2h" }],
        },
        { name: "stopped", owner: "alice", type: "CodeEditor" as const, remoteAccess: true },
        {
          name: "alice",
          owner: "alice",
          type: "CodeEditor" as const,
          remoteAccess: true,
          apps: [{ type: "CodeEditor" as const, instanceType: "ml.m5.large", started: "2h" }],
        },
      ],
    },
    {
      name: "finance",
      authMode: "SSO" as const,
      users: [{ name: "carla" }],
      spaces: [
        {
          name: "ledger",
          owner: "carla",
          type: "JupyterLab" as const,
          apps: [{ type: "JupyterLab" as const, instanceType: "ml.t3.medium", started: "2h" }],
        },
      ],
    },
  ],
};

/** What an error says, on one line. */
const said = ({ stderr }: Outcome): string => stderr.replaceAll(/\s+/g, " ");

describe.concurrent("a TARGET that cannot be entered", patience, () => {
  it.each<[what: string, line: string, ...texts: RegExp[]]>([
    ["is unknown", "opne -d research", /no space, user or app "opne" in d-/, /did you mean "open"\?/],
    ["is an unknown space", "space:opne -d research", /no space "opne" in d-/, /did you mean "open"\?/],
    ["is malformed", "../x -d research", /"\.\." is not a valid user profile name/],
    ["is stopped", "stopped -d research", /its app is stopped/, /studioctl space start stopped --instance-type ml\.t3\.large -d d-/],
    [
      "has remote access off",
      "shut -d research",
      /remote access of space shut is off/,
      /fix: studioctl space update shut --remote-access on -d d-/,
    ],
    [
      "is in an SSO domain and too small",
      "ledger -d finance",
      /remote access of space ledger is off, ml\.t3\.medium has 4 GB of memory/,
      /studioctl space update ledger --remote-access on --instance-type ml\.t3\.large -d d-/,
    ],
    ["is a Studio Classic app", "alice/default -d research", /a JupyterServer app has no remote access/],
    ["is a Studio Classic user without a running app", "ben -d research", /a JupyterServer app has no remote access/],
  ])("%s", async (_what, line, ...texts) => {
    const own = account(seed);
    const outcome = await own.run(`studioctl ssh ${line}`);
    expect(outcome.code).toBe(255);
    for (const text of texts) expect(said(outcome)).toMatch(text);
  });

  it.each<[what: string, line: string, ...texts: RegExp[]]>([
    [
      "is ambiguous",
      "alice -d research",
      /"alice" could mean 2 apps/,
      /why: space:alice, d-\S+\/alice\/JupyterServer\/default/,
      /fix: name one of them: space:alice/,
    ],
    [
      "is of Code Editor",
      "stopped -d research",
      /cannot connect to space:stopped\/CodeEditor/,
      /a CodeEditor app has no Jupyter server of its own/,
    ],
    ["is in an SSO domain", "ledger -d finance", /domain d-\S+ signs in by SSO, which refuses presigned URLs/],
    [
      "is a Classic user without a running app",
      "ben -d research",
      /its app is stopped/,
      /studioctl app start --user ben --type JupyterServer -d d-/,
    ],
  ])("through its Jupyter server: %s", async (_what, line, ...texts) => {
    const outcome = await account(seed).run(`studioctl terminal ${line} -- true`);
    expect(outcome.code).toBe(255);
    for (const text of texts) expect(said(outcome)).toMatch(text);
  });

  requirement(sshClient, () => {
    it("through ssh is the space of two apps of one name, since ssh leads only into spaces", async () => {
      expect(await account(seed).run("studioctl ssh alice -d research -- echo here </dev/null")).toMatchObject({
        code: 0,
        stdout: "here\n",
      });
    });
  });

  it("is mended by the commands that the error names", async () => {
    const own: Account = account(seed);
    const refused = said(await own.run("studioctl ssh ledger -d finance"));
    const fix = /fix: (studioctl space update \S+ [^,]+)/.exec(refused)?.[1] ?? "false";
    expect((await own.run(`${fix.trim()} --force`)).code).toBe(0);
    expect(said(await own.run("studioctl ssh-config print ledger -d finance"))).not.toContain("cannot connect");
    expect((await own.run("studioctl space describe ledger -d finance")).stdout).toMatch(/Remote access +on/);
  });
});
