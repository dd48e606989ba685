import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { forwardingWords } from "../../src/operations/ssh/forward.ts";
import { systemClock } from "../../src/system/clock.ts";
import { localPorts } from "../../src/system/local-ports.ts";
import { isProcessThere } from "../../src/system/processes.ts";
import { createSsh } from "../../src/system/ssh.ts";
import { fakeClock } from "../fakes/clock.ts";
import { requirement, sshServer } from "../requirements.ts";
import { fakeCommands } from "./fake-command.ts";
import { type Sshd, freePort, pageAt, startSshd } from "./sshd.ts";

const never = new AbortController().signal;

it("where there is no ssh, the error says what to install", async () => {
  const ssh = createSsh({ env: { PATH: "/nowhere" }, clock: fakeClock(), platform: "linux" });
  const error = { code: "failed", message: "ssh is not installed", fix: expect.stringContaining("apt-get install openssh-client") };
  await expect(ssh.run("ssh", ["x"], never)).rejects.toMatchObject(error);
  await expect(ssh.hold(["x"], () => {}, never)).rejects.toMatchObject(error);
  await expect(createSsh({ env: { PATH: "/nowhere" }, clock: fakeClock(), platform: "win32" }).run("scp", [], never)).rejects.toMatchObject(
    {
      message: "scp is not installed",
      fix: expect.stringContaining("OpenSSH Client"),
    },
  );
});

it("the exit code is the program's, and 128 and the signal's number where one ended it", async () => {
  const commands = fakeCommands();
  commands.add("ssh", 'case "$1" in kill) kill -KILL $$ ;; *) exit "$1" ;; esac');
  const ssh = createSsh({ env: { PATH: commands.path }, clock: fakeClock() });
  expect(await ssh.run("ssh", ["0"], never)).toBe(0);
  expect(await ssh.run("ssh", ["77"], never)).toBe(77);
  expect(await ssh.run("ssh", ["255"], never)).toBe(255);
  expect(await ssh.run("ssh", ["kill"], never)).toBe(137);
});

it("a program that is ended with this one gets SIGTERM, and one that has not begun is not started", async () => {
  const commands = fakeCommands();
  commands.add("ssh", 'trap "exit 9" TERM; touch "$FOLDER/runs"; while :; do sleep 0.02; done');
  const ssh = createSsh({ env: { PATH: commands.path }, clock: fakeClock() });
  const ended = new AbortController();
  const code = ssh.run("ssh", [], ended.signal);
  await untilThere(`${commands.folder}/runs`);
  ended.abort(new Error("interrupted"));
  expect(await code).toBe(9);
  await expect(ssh.run("ssh", [], ended.signal)).rejects.toThrow("interrupted");
});

it("a group that does not end by itself is killed, with all that ssh started", async () => {
  const commands = fakeCommands();
  commands.add("ssh", 'trap "" TERM; sh -c \'trap "" TERM; echo $$ >"$0/child"; while :; do sleep 0.02; done\' "$FOLDER" & wait');
  const ssh = createSsh({ env: { PATH: commands.path }, clock: fakeClock() });
  const ended = new AbortController();
  const held = ssh.hold([], () => {}, ended.signal);
  await untilThere(`${commands.folder}/child`);
  const child = Number(readFileSync(`${commands.folder}/child`, "utf8"));
  ended.abort();
  expect((await held).exitCode).toBe(137);
  await untilGone(child);
});

it("the last words of ssh are kept, and not more of them than a person reads", async () => {
  const commands = fakeCommands();
  commands.add("ssh", 'for i in $(seq 1 50); do echo "line $i" >&2; done; printf "last\\r\\n" >&2; exit 255');
  const ssh = createSsh({ env: { PATH: commands.path }, clock: fakeClock() });
  const { exitCode, said } = await ssh.hold([], () => {}, never);
  expect(exitCode).toBe(255);
  expect(said).toHaveLength(20);
  expect(said.at(-1)).toBe("last");
});

it("a local port that another program listens on is not free, on either address of loopback", async () => {
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => void server.listen(port, host, resolve));
    expect(await localPorts.whyNot(port)).toContain(`another program listens on 127.0.0.1:${port}`);
    await new Promise((resolve) => void server.close(resolve));
    expect(await localPorts.whyNot(port)).toBeUndefined();
  }
});

requirement(sshServer, () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());
  const ssh = createSsh({ env: process.env, clock: systemClock });

  it("the exit code of a remote command comes through", async () => {
    expect(await ssh.run("ssh", [...sshd.words, "sshd", "exit 42"], never)).toBe(42);
  });

  it("ports are open when the connection says that it is up, and nothing is left of it when it is ended", { timeout: 30_000 }, async () => {
    const page = createServer((_request, response) => void response.end("from inside"));
    const remote = await freePort();
    await new Promise<void>((resolve) => void page.listen(remote, "127.0.0.1", resolve));
    const local = await freePort();
    const ended = new AbortController();
    let end = Promise.resolve<unknown>(undefined);
    await new Promise<void>((up) => {
      end = ssh.hold([...forwardingWords([{ local, remote }]), ...sshd.words, "sshd"], up, ended.signal);
    });
    expect(await pageAt(local)).toBe("from inside");
    expect(await localPorts.whyNot(local)).toContain("another program listens");
    ended.abort();
    await end;
    expect(await localPorts.whyNot(local)).toBeUndefined();
    await untilGone(sshd.proxies().at(-1) ?? 0);
    page.closeAllConnections();
    await new Promise((resolve) => void page.close(resolve));
  });

  it("a connection that is cut ends, and says why", { timeout: 30_000 }, async () => {
    const local = await freePort();
    let end: ReturnType<typeof ssh.hold> | undefined;
    await new Promise<void>((up) => {
      end = ssh.hold([...forwardingWords([{ local, remote: local }]), ...sshd.words, "sshd"], up, never);
    });
    process.kill(sshd.proxies().at(-1) ?? 0, "SIGKILL");
    const { exitCode, said } = (await end) ?? { exitCode: 0, said: [] };
    expect(exitCode).toBe(255);
    expect(said.join("\n")).not.toBe("");
  });

  it("a port that cannot be opened is a failure, not half a connection", { timeout: 30_000 }, async () => {
    const taken = createServer();
    const local = await freePort();
    await new Promise<void>((resolve) => void taken.listen(local, "::", resolve));
    let up = false;
    const { exitCode, said } = await ssh.hold(
      [...forwardingWords([{ local, remote: 1 }]), ...sshd.words, "sshd"],
      () => (up = true),
      never,
    );
    expect(exitCode).toBe(255);
    expect(up).toBe(false);
    expect(said.join("\n")).toContain(String(local));
    await new Promise((resolve) => void taken.close(resolve));
  });
});

async function untilThere(path: string): Promise<void> {
  while (!existsSync(path) || (path.endsWith("child") && readFileSync(path, "utf8") === "")) await wait(10);
}

async function untilGone(pid: number): Promise<void> {
  while (isProcessThere(pid)) await wait(10);
}
