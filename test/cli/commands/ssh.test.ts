import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { created } from "../../fakes/entities.ts";
import { fakeSsh, type FakeSshOptions } from "../../fakes/ssh.ts";
import { fakeStudio, type FakeStudioOptions } from "../../fakes/studio.ts";
import { studioctl, type World } from "../run.ts";

const DomainId = "d-1";
const space = (SpaceName: string, RemoteAccess = "ENABLED", more = {}) => ({
  DomainId,
  SpaceName,
  SpaceSettings: { AppType: "JupyterLab" as const, RemoteAccess },
  OwnershipSettings: { OwnerUserProfileName: "alice" },
  ...more,
});
const lab = (SpaceName: string, more: Partial<App> = {}): App => ({
  DomainId,
  SpaceName,
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: created,
  ResourceSpec: { InstanceType: "ml.m5.large" },
  ...more,
});
const world: FakeStudioOptions = {
  domains: [{ DomainId }],
  spaces: [space("nlp"), space("closed", "DISABLED"), space("asleep")],
  apps: [lab("nlp"), lab("closed")],
};

const setting = (options: FakeSshOptions = {}, more: Partial<World> & { readonly studio?: World["studio"] } = {}) => {
  const openSsh = fakeSsh(options);
  const env = { STUDIOCTL_STATE_HOME: "/state", ...more.env };
  return { openSsh, run: (line: string) => studioctl(line, { studio: fakeStudio(world), openSsh, ...more, env }) };
};

const proxy =
  "/usr/bin/node '/opt/studio ctl/studioctl.js' --region us-east-1 --no-input ssh-proxy nlp -d d-1 --known-hosts /state/keys/nlp.d-1.us-east-1.studioctl";

describe("ssh", () => {
  it("runs the ssh of the machine with a proxy that is pinned, its own host keys, and the words behind --", async () => {
    const { openSsh, run } = setting();
    expect(await run("ssh nlp --timeout 90s -- -L 80:localhost:80 echo -n")).toMatchObject({ code: 0, stdout: "" });
    expect(openSsh.ran).toEqual([
      [
        "ssh",
        "-o",
        "ConnectTimeout=90",
        "-o",
        "HostName=nlp.d-1.us-east-1.studioctl",
        "-o",
        "HostKeyAlias=nlp.d-1.us-east-1.studioctl",
        "-o",
        "User=sagemaker-user",
        "-o",
        "UserKnownHostsFile=/state/keys/nlp.d-1.us-east-1.studioctl",
        "-o",
        "StrictHostKeyChecking=accept-new",
        "-o",
        "UpdateHostKeys=no",
        "-o",
        "CheckHostIP=no",
        "-o",
        "LogLevel=ERROR",
        "-o",
        `ProxyCommand=${proxy}`,
        "nlp.d-1.us-east-1.studioctl",
        "-L",
        "80:localhost:80",
        "echo",
        "-n",
      ],
    ]);
  });

  it("pins the profile of the environment as well as of a flag", async () => {
    const { openSsh, run } = setting({}, { env: { AWS_PROFILE: "work" } });
    await run("ssh nlp");
    await run("ssh nlp --profile other --endpoint-url http://localhost:4510");
    const commands = openSsh.ran.map((words) => words.find((word) => word.startsWith("ProxyCommand="))?.split("ctl.js' ")[1]);
    expect(commands[0]).toMatch(/^--profile work --region us-east-1 --no-input ssh-proxy/);
    expect(commands[1]).toMatch(/^--profile other --region us-east-1 --endpoint-url http:\/\/localhost:4510 --no-input ssh-proxy/);
  });

  it("ends with the exit code of ssh", async () => {
    for (const exitCode of [1, 42, 130, 255]) expect(await setting({ exitCode }).run("ssh nlp")).toMatchObject({ code: exitCode });
  });

  it.each([
    ["ssh nowhere", "not-found", 'no space, user or app "nowhere"', "one of: nlp, closed, asleep"],
    ["ssh nlpp", "not-found", 'no space, user or app "nlpp"', "nlp"],
    ["ssh closed", "not-ready", "", "studioctl space update closed --remote-access on"],
    ["ssh asleep", "not-ready", "", "studioctl space start asleep"],
    ["ssh a/b/c/d/e", "usage", "is not an app reference", ""],
  ])("%s fails with 255, why and how to mend it, and runs nothing", async (line, code, message, fix) => {
    const { openSsh, run } = setting();
    const { code: exit, error } = await run(line);
    expect(exit).toBe(255);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(error?.fix).toContain(fix);
    expect(openSsh.ran).toEqual([]);
  });

  it.each(["ssh", "ssh-config install --yes"])("%s finds the domain of a space by its name, and asks where two have it", async (verb) => {
    const studio = fakeStudio({
      domains: [{ DomainId }, { DomainId: "d-2" }],
      spaces: [space("nlp"), space("twice"), space("twice", "ENABLED", { DomainId: "d-2" })],
      apps: [lab("nlp"), lab("twice"), lab("twice", { DomainId: "d-2" })],
    });
    const { run } = setting({}, { studio });
    expect((await run(`${verb} twice`)).error).toMatchObject({
      code: "usage",
      message: '2 domains with "twice", and none was given',
    });
    expect(await run(`${verb} nlp`)).toMatchObject({ code: 0 });
  });

  it("leads into spaces of SSO domains", async () => {
    const sso = fakeStudio({ ...world, domains: [{ DomainId, AuthMode: "SSO" }] });
    expect(await setting({}, { studio: sso }).run("ssh nlp")).toMatchObject({ code: 0 });
  });
});

describe("terminal --via ssh", () => {
  it("runs ssh without a terminal, with the words quoted for the remote shell", async () => {
    const { openSsh, run } = setting({ exitCode: 3 });
    expect(await run("terminal nlp --via ssh -- echo $HOME it's")).toMatchObject({ code: 3 });
    expect(openSsh.ran[0]?.slice(0, 2)).toEqual(["ssh", "-T"]);
    expect(openSsh.ran[0]?.slice(-2)).toEqual(["nlp.d-1.us-east-1.studioctl", String.raw`echo '$HOME' 'it'\''s'`]);
  });

  it("is refused for an image terminal, and where remote access is off", async () => {
    const { openSsh, run } = setting();
    expect(await run("terminal nlp --app x --via ssh")).toMatchObject({ code: 255 });
    const { code, error } = await run("terminal closed --via ssh -- true");
    expect(code).toBe(255);
    expect(error?.fix).toContain("studioctl space update closed --remote-access on");
    expect(openSsh.ran).toEqual([]);
  });
});

const config = "Host *\n  ForwardAgent yes\n";
const line = "Include /home/me/.ssh/studioctl_config\n";

describe("ssh-config", () => {
  it("install writes the entries and adds one line, after a yes; again it changes nothing and says so", async () => {
    const { openSsh, run } = setting({ config });
    const first = await run("ssh-config install --yes");
    expect(first.stderr.split("\n")).toEqual([
      "add studio-nlp (space nlp of d-1, us-east-1) in /home/me/.ssh/studioctl_config",
      "add studio-asleep (space asleep of d-1, us-east-1) in /home/me/.ssh/studioctl_config",
      "add one line at the top of /home/me/.ssh/config: Include /home/me/.ssh/studioctl_config",
      "try it: ssh studio-nlp",
      "",
    ]);
    expect(openSsh.texts.config).toBe(line + config);
    expect(openSsh.texts.hosts).toContain(`  ProxyCommand /usr/bin/env STUDIOCTL_STATE_HOME=/state ${proxy}\n`);
    const before = { ...openSsh.texts };
    const second = await run("ssh-config install");
    expect(second).toMatchObject({ code: 0, stderr: "studio-nlp, studio-asleep: known to ssh already, nothing to change\n" });
    expect(openSsh.texts).toEqual(before);
  });

  it("asks before it writes: a no, and nobody to ask, leave everything as it is", async () => {
    const declined = setting({ config }, { terminal: true, answers: { confirm: async () => false } });
    expect(await declined.run("ssh-config install nlp")).toMatchObject({ code: 5 });
    const piped = setting({ config });
    expect(await piped.run("ssh-config install nlp")).toMatchObject({ code: 5 });
    for (const { openSsh } of [declined, piped]) expect(openSsh.texts).toEqual({ config, hosts: undefined });
  });

  it("install takes a space whose app is stopped, and refuses one with remote access off", async () => {
    const { openSsh, run } = setting();
    expect(await run("ssh-config install asleep space:nlp nlp --yes")).toMatchObject({ code: 0 });
    expect(openSsh.texts.hosts?.match(/^Host .*/gm)).toEqual(["Host studio-asleep", "Host studio-nlp"]);
    const { code, error } = await run("ssh-config install closed --yes");
    expect(code).toBe(1);
    expect(error?.fix).toContain("studioctl space update closed --remote-access on");
  });

  it("without any space to go into, nothing is written", async () => {
    const studio = fakeStudio({ ...world, spaces: [space("closed", "DISABLED")] });
    const { openSsh, run } = setting({}, { studio });
    for (const verb of ["install --yes", "print"]) {
      expect(await run(`ssh-config ${verb}`)).toMatchObject({
        code: 0,
        stdout: "",
        stderr: expect.stringContaining("no space has remote access on"),
      });
    }
    expect(openSsh.texts).toEqual({ config: undefined, hosts: undefined });
  });

  it("entries hold the variables that say how AWS is reached, and no credentials", async () => {
    const env = {
      AWS_CONFIG_FILE: "/etc/aws config",
      HTTPS_PROXY: "http://proxy:3128",
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_SECRET_ACCESS_KEY: "s3cret",
    };
    const { openSsh, run } = setting({}, { env });
    const { stderr } = await run("ssh-config install nlp --yes");
    expect(openSsh.texts.hosts).toMatch(
      /ProxyCommand \/usr\/bin\/env 'AWS_CONFIG_FILE=\/etc\/aws config' HTTPS_PROXY=http:\/\/proxy:3128 STUDIOCTL_STATE_HOME=\/state \/usr\/bin\/node/,
    );
    expect(openSsh.texts.hosts).not.toMatch(/AKIA|s3cret/);
    expect(stderr).toContain(
      "warning: the credentials of AWS_ACCESS_KEY_ID are not written to the ssh configuration: connections use the credentials that they find without it",
    );
    const { code, error } = await setting({}, { env: { HTTPS_PROXY: "http://me:pw@proxy" } }).run("ssh-config install nlp --yes");
    expect(code).toBe(2);
    expect(error?.message).toContain(
      "HTTPS_PROXY contains a name and a password, which everybody who can read the ssh configuration would see",
    );
    expect(error?.message).not.toContain("pw");
  });

  it("warns of a host of that name in the user's own file, of a home that ssh does not read, and of a path that goes with an upgrade", async () => {
    const { run } = setting({ config: "Host studio-nlp\n", otherHome: "/root", moving: ["/opt/node-22.1.0/bin/node"] });
    const { stderr } = await run("ssh-config install nlp --yes");
    expect(stderr).toContain("warning: /home/me/.ssh/config has a host studio-nlp of its own");
    expect(stderr).toContain(
      "warning: ssh reads /root/.ssh/config, by the user database, and not the one of HOME: ssh -F /home/me/.ssh/config HOST",
    );
    expect(stderr).toContain("warning: /opt/node-22.1.0/bin/node is gone after an upgrade");
  });

  it("print shows what install would write, and writes nothing", async () => {
    const { openSsh, run } = setting({ config });
    const { code, stdout } = await run("ssh-config print nlp");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# studioctl host begin us-east-1\/d-1\/nlp\nHost studio-nlp\n/);
    expect(openSsh.texts).toEqual({ config, hosts: undefined });
    await run("ssh-config install nlp --yes");
    expect(openSsh.texts.hosts).toContain(stdout);
  });

  it("remove takes out one entry, and with the last one the line, the file and the host keys", async () => {
    const { openSsh, run } = setting({ config });
    await run("ssh-config install --yes");
    expect(await run("ssh-config remove nlp --yes")).toMatchObject({
      code: 0,
      stderr: "remove studio-nlp (space nlp of d-1, us-east-1) from /home/me/.ssh/studioctl_config\nstudio-nlp: no longer known to ssh\n",
    });
    expect(openSsh.texts.config).toBe(line + config);
    expect(openSsh.texts.hosts?.match(/^Host .*/gm)).toEqual(["Host studio-asleep"]);
    const last = await run("ssh-config remove studio-asleep --yes");
    expect(last.stderr).toContain("remove the line that includes it from /home/me/.ssh/config");
    expect(openSsh.texts).toEqual({ config, hosts: undefined });
    expect(openSsh.forgotten).toEqual(["/state/keys/nlp.d-1.us-east-1.studioctl", "/state/keys/asleep.d-1.us-east-1.studioctl"]);
    expect(await run("ssh-config remove --yes")).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing to remove") });
  });

  it("remove asks nothing of AWS, so that it works for what is gone", async () => {
    const { openSsh, run } = setting({ config });
    await run("ssh-config install --yes");
    const nothing = fakeStudio({});
    expect(await studioctl("ssh-config remove nlp --yes", { studio: nothing, openSsh })).toMatchObject({ code: 0 });
    expect(nothing.calls).toEqual([]);
  });

  it("remove refuses what has no entry, with the nearest that has one, and changes nothing", async () => {
    const { openSsh, run } = setting({ config });
    await run("ssh-config install --yes");
    const before = { ...openSsh.texts };
    const { code, error } = await run("ssh-config remove nlpp nlp --yes");
    expect(code).toBe(1);
    expect(error).toMatchObject({
      code: "not-found",
      message: expect.stringContaining('no host entry of "nlpp"'),
      fix: expect.stringContaining("nlp"),
    });
    expect(openSsh.texts).toEqual(before);
  });

  it("remove takes a line away whose file is gone", async () => {
    const { openSsh, run } = setting({ config: line + config });
    expect(await run("ssh-config remove --yes")).toMatchObject({ code: 0 });
    expect(openSsh.texts.config).toBe(config);
  });

  it("a file that somebody else has changed meanwhile is not written over", async () => {
    const openSsh = fakeSsh({ config });
    const confirm = async (): Promise<boolean> => {
      openSsh.texts.config = "Host other\n";
      return true;
    };
    const { code, error } = await studioctl("ssh-config install nlp", {
      studio: fakeStudio(world),
      openSsh,
      terminal: true,
      answers: { confirm },
    });
    expect(code).toBe(1);
    expect(error?.message).toContain("has changed since it was read: nothing was written");
    expect(openSsh.texts).toEqual({ config: "Host other\n", hosts: undefined });
  });
});

/** A forward that is interrupted as soon as it is up. */
const stopping = (line: string, options: FakeSshOptions = {}, studio = fakeStudio(world)) => {
  const stop = new AbortController();
  const openSsh = fakeSsh(options);
  const hold = openSsh.ssh.hold.bind(openSsh.ssh);
  const ssh = {
    ...openSsh.ssh,
    hold: (words: readonly string[], up: () => void, signal: AbortSignal) =>
      hold(
        words,
        () => {
          up();
          stop.abort(new Error("interrupted"));
        },
        signal,
      ),
  };
  return { openSsh, ran: studioctl(line, { studio, openSsh: { ...openSsh, ssh }, signal: stop.signal }) };
};

describe("forward", () => {
  it("prints the addresses when they are up, and ends with 0 on Ctrl-C", async () => {
    const { openSsh, ran } = stopping("forward nlp 6006 8080:8888");
    const { code, stdout } = await ran;
    expect(code).toBe(0);
    expect(stdout.split("\n").map((row) => row.split(/\s+/).slice(0, 3))).toEqual([
      ["ADDRESS", "SPACE", "PORT"],
      ["http://localhost:6006", "nlp", "6006"],
      ["http://localhost:8080", "nlp", "8888"],
      [""],
    ]);
    expect(openSsh.held[0]).toEqual(
      expect.arrayContaining([
        "-N",
        "BatchMode=yes",
        "ExitOnForwardFailure=yes",
        "ControlPath=none",
        "localhost:6006:localhost:6006",
        "localhost:8080:localhost:8888",
      ]),
    );
    expect(openSsh.held[0]?.at(-1)).toBe("nlp.d-1.us-east-1.studioctl");
  });

  it("gives the addresses as a document where one is asked for", async () => {
    const { stdout } = await stopping("forward nlp 8080:8888 -o json").ran;
    expect(JSON.parse(stdout)).toEqual([
      { Address: "http://localhost:8080", LocalPort: 8080, RemotePort: 8888, DomainId, SpaceName: "nlp" },
    ]);
  });

  it.each([
    ["forward nlp 6006", 1, "local port 6006 cannot be used"],
    ["forward nlp 70000", 2, '"70000" is not a port'],
    ["forward nlp 8080 8080:90", 2, "local port 8080 is named twice"],
    ["forward nlp", 2, "PORT"],
    ["forward asleep 8080", 1, ""],
  ])("%s exits with %d before anything is connected", async (line, code, message) => {
    const { openSsh, ran } = stopping(line, { takenPorts: [6006] });
    expect(await ran).toMatchObject({ code, error: { message: expect.stringContaining(message) } });
    expect(openSsh.held).toEqual([]);
  });

  it("a first connection that fails exits with 1 and ssh's words", async () => {
    const { ran } = stopping("forward nlp 8080", { connections: [async () => ({ exitCode: 255, said: ["Permission denied"] })] });
    expect(await ran).toMatchObject({ code: 1, error: { why: "Permission denied" } });
  });
});

describe("code", () => {
  const extensions = ["ms-python.python", "ms-vscode-remote.remote-ssh"];

  it("installs the host entry of the space and opens a window on its home folder", async () => {
    const { openSsh, run } = setting({ editors: { code: extensions } });
    const { code, stderr } = await run("code nlp --yes");
    expect(code).toBe(0);
    expect(openSsh.opened).toEqual([["/usr/bin/code", "--remote", "ssh-remote+studio-nlp", "/home/sagemaker-user"]]);
    expect(openSsh.texts.hosts).toContain("Host studio-nlp\n");
    expect(stderr).toContain("Visual Studio Code opens /home/sagemaker-user on studio-nlp");
    expect(await run("code nlp /opt/ml --no-input")).toMatchObject({ code: 0 });
    expect(openSsh.opened.at(-1)).toEqual(["/usr/bin/code", "--remote", "ssh-remote+studio-nlp", "/opt/ml"]);
  });

  it("takes the first editor that is there, or the one that is asked for", async () => {
    const editors = { cursor: [], kiro: [] };
    const { openSsh, run } = setting({ editors });
    await run("code nlp --yes");
    await run("code nlp --editor kiro");
    expect(openSsh.opened.map(([path]) => path)).toEqual(["/usr/bin/cursor", "/usr/bin/kiro"]);
  });

  it.each([
    ["code nlp --yes", {}, "no editor found: code, cursor, kiro", "install Visual Studio Code"],
    ["code nlp --yes --editor cursor", { code: extensions }, "no editor found: cursor", "install Cursor"],
    [
      "code nlp --yes",
      { code: [] },
      "Visual Studio Code has no Remote-SSH extension",
      "/usr/bin/code --install-extension ms-vscode-remote.remote-ssh",
    ],
    ["code asleep --yes", { code: extensions }, "", "studioctl space start asleep"],
    ["code nlp --yes project", { code: extensions }, '"project" is not an absolute path', "/home/sagemaker-user/project"],
  ])("%s with %j says what is missing, and changes nothing", async (line, editors, message, fix) => {
    const { openSsh, run } = setting({ editors });
    const { code, error } = await run(line);
    expect(code).not.toBe(0);
    expect(error?.message).toContain(message);
    expect(error?.fix).toContain(fix);
    expect(openSsh.opened).toEqual([]);
    expect(openSsh.texts).toEqual({ config: undefined, hosts: undefined });
  });

  it("where the entry is not wanted, no window opens", async () => {
    const { openSsh, run } = setting({ editors: { code: extensions } }, { terminal: true, answers: { confirm: async () => false } });
    expect(await run("code nlp")).toMatchObject({ code: 5 });
    expect(openSsh.opened).toEqual([]);
  });
});
