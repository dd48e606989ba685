import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { FarEnd, type FarEndOptions, token } from "../remote/far-end.ts";
import { DomainId, credentials, spaceArn, spaceService } from "../remote/space-service.ts";
import { patience } from "./account.ts";

const launcher = join(import.meta.dirname, "../../bin/studioctl.js");
const folder = mkdtempSync(join(tmpdir(), "studioctl-"));

let farEnd: FarEnd;
let remoteAccess: "ENABLED" | "DISABLED";
let failures: number;
const service = await spaceService({
  session: () => farEnd.session,
  remoteAccess: () => remoteAccess,
  fails: () => failures-- > 0,
});
const { requests } = service;
afterAll(async () => {
  service.close();
  rmSync(folder, { recursive: true });
  await farEnd.close();
});

async function farEndOf(options: FarEndOptions): Promise<void> {
  await farEnd?.close();
  farEnd = await FarEnd.open(options);
}

beforeEach(async () => {
  requests.length = 0;
  failures = 0;
  remoteAccess = "ENABLED";
  await farEndOf({ echoes: true });
});

async function run(...words: string[]): Promise<string> {
  return await text(spawn(process.execPath, [launcher, ...words], { env: environment }).stdout);
}

interface Proxy {
  readonly child: ChildProcessWithoutNullStreams;
  /** Its end: exit code, all of stdout and of stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: Buffer; readonly stderr: string }>;
}

const environment = {
  PATH: process.env["PATH"],
  HOME: folder,
  ...credentials,
  STUDIOCTL_STATE_HOME: join(folder, "state"),
};

function proxy(words = ["nlp", "-d", DomainId], env: Readonly<Record<string, string>> = {}): Proxy {
  const globals = ["--region", "us-east-1", "--endpoint-url", service.endpoint];
  const child = spawn(process.execPath, [launcher, ...globals, "ssh-proxy", ...words], { env: { ...environment, ...env } });
  const stdout: Buffer[] = [];
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on("error", () => {});
  const ended = once(child, "close").then(([code]: (number | null)[]) => ({ code: code ?? null, stdout: Buffer.concat(stdout), stderr }));
  return { child, ended };
}

describe("ssh-proxy", patience, () => {
  it("carries any bytes both ways, writes nothing else to stdout, and terminates the session at the end of its input", async () => {
    const bytes = randomBytes(2 * 1024 * 1024);
    const { child, ended } = proxy();
    child.stdin.write(bytes);
    let back = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      back += chunk.length;
      if (back === bytes.length) child.stdin.end();
    });
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.equals(bytes)).toBe(true);
    expect(farEnd.bytes.equals(bytes)).toBe(true);
    expect(farEnd.flags).toEqual([2]);
  });

  it("costs two requests, and signs each connection separately", async () => {
    for (let connection = 0; connection < 2; connection += 1) {
      const { child, ended } = proxy();
      child.stdin.end();
      expect(await ended).toMatchObject({ code: 0 });
      await farEndOf({});
    }
    expect(requests.map(({ operation }) => operation)).toEqual(["DescribeSpace", "StartSession", "DescribeSpace", "StartSession"]);
    expect(requests[1]?.body).toEqual({ ResourceIdentifier: spaceArn });
  });

  it("ends with 0 when the far end does, though its input is open", async () => {
    const { ended } = proxy();
    await farEnd.until(() => farEnd.responses.length > 0);
    farEnd.send(Buffer.from("bye"));
    farEnd.sendFlag(2);
    expect(await ended).toMatchObject({ code: 0, stdout: Buffer.from("bye"), stderr: "" });
  });

  it("ends with 255 and says why when the connection is cut in the middle", async () => {
    const { ended } = proxy();
    await farEnd.until(() => farEnd.responses.length > 0);
    farEnd.send(Buffer.from("half"));
    await farEnd.roundTrip();
    farEnd.cut();
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 255, stdout: "half" });
    expect(stderr).toBe("error: the connection to the space was lost\nwhy: the connection was cut\nfix: connect again\n");
  });

  // ssh sends SIGHUP to its ProxyCommand when it ends (ssh_kill_proxy_command in OpenSSH's sshconnect.c).
  it.each(["SIGHUP", "SIGTERM", "SIGINT"] as const)("terminates the session on %s, and says nothing", async (signal) => {
    const { child, ended } = proxy();
    await farEnd.until(() => farEnd.responses.length > 0);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 130, stderr: "" });
    expect(farEnd.flags).toEqual([2]);
  });

  it("terminates the session when nobody reads its output any more", async () => {
    const { child, ended } = proxy();
    await farEnd.until(() => farEnd.responses.length > 0);
    child.stdout.destroy();
    farEnd.send(randomBytes(500_000));
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
    expect(farEnd.flags).toEqual([2]);
  });

  it("waits for a space that is not registered yet", async () => {
    // Each attempt of ours is four of the SDK's.
    failures = 4;
    const { child, ended } = proxy();
    child.stdin.end();
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
    expect(requests.filter(({ operation }) => operation === "StartSession")).toHaveLength(5);
  });

  it("ends with 255 and names the command that mends what stands in the way", async () => {
    remoteAccess = "DISABLED";
    failures = 4;
    const { code, stdout, stderr } = await proxy().ended;
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 255, stdout: "" });
    expect(stderr).toContain("remote access of space nlp is off");
    expect(stderr).toContain("studioctl space update nlp --remote-access on");
  });

  it.each([
    ["no space", [], 255, "SPACE"],
    ["what cannot be the name of a space", ["a/b"], 255, "a/b"],
    ["an unknown flag", ["nlp", "--colour"], 255, "--colour"],
  ])("refuses %s on stderr alone", async (_what, words, expected, shown) => {
    const { code, stdout, stderr } = await proxy(words).ended;
    expect({ code, stdout: stdout.toString() }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(shown);
  });

  it("shows neither token nor address, with --debug too, in output, process list or state folder", async () => {
    const { child, ended } = proxy(["nlp", "-d", DomainId, "--debug"]);
    await farEnd.until(() => farEnd.responses.length > 0);
    const commandLine = readFileSync(`/proc/${child.pid}/cmdline`, "utf8") + readFileSync(`/proc/${child.pid}/environ`, "utf8");
    farEnd.cut();
    const { stderr } = await ended;
    const state = join(folder, "state");
    const kept = existsSync(state) ? readdirSync(state, { recursive: true }).join() : "";
    expect(stderr).toContain("StartSession");
    expect(commandLine + stderr + kept).not.toMatch(new RegExp(`${token}|s3cret|data-channel`));
  });

  it("is in no help, completion, manual or reference, and has help of its own", async () => {
    const all = [await run("--help"), await run("completion", "bash"), await run("completion", "zsh"), await run("completion", "fish")];
    expect(all.join()).not.toContain("ssh-proxy");
    expect(await run("ssh-proxy", "--help")).toContain("ProxyCommand");
    expect(existsSync(join(import.meta.dirname, "../../man/studioctl-ssh-proxy.1"))).toBe(false);
    expect(existsSync(join(import.meta.dirname, "../../docs/reference/ssh-proxy.md"))).toBe(false);
  });
});

describe("STUDIOCTL_SESSION_PLUGIN", patience, () => {
  const file = join(folder, "session-manager-plugin");
  writeFileSync(file, `#!/bin/sh\ntr '\\0' ' ' < /proc/$$/cmdline >&2\nprintf '%s' "$AWS_SSM_START_SESSION_RESPONSE"\ncat\nexit 3\n`);
  chmodSync(file, 0o755);

  it("hands the session to AWS's plugin, which has standard input and output and gives the exit code", async () => {
    const { child, ended } = proxy(undefined, { STUDIOCTL_SESSION_PLUGIN: file });
    child.stdin.end("SSH-2.0-client\r\n");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(3);
    expect(stderr).toBe(`/bin/sh ${file} AWS_SSM_START_SESSION_RESPONSE us-east-1 StartSession `);
    const { StreamUrl } = farEnd.session;
    const response = JSON.stringify({ SessionId: "session-1", StreamUrl: StreamUrl.reveal(), TokenValue: token });
    expect(stdout.toString()).toBe(`${response}SSH-2.0-client\r\n`);
  });

  it("that cannot be run is an error with what to do, before a session is started", async () => {
    const { code, stdout, stderr } = await proxy(undefined, { STUDIOCTL_SESSION_PLUGIN: "/nowhere/plugin" }).ended;
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 255, stdout: "" });
    expect(stderr).toMatch(
      /^error: STUDIOCTL_SESSION_PLUGIN names "\/nowhere\/plugin", which cannot be run\nwhy: there is no such file\nfix: /,
    );
    expect(requests).toEqual([]);
  });
});
