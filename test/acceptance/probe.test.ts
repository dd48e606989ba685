import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isRecord } from "../../src/core/collections.ts";
import { readInside } from "../../src/core/inside/reading.ts";
import { workInside } from "../../src/core/inside/work.ts";
import { jupyterServer, requirement, sshServer } from "../requirements.ts";
import { type Container, type ContainerTerminal, containers, startContainer } from "./container.ts";

/*
 * The probe among real processes: shells, editors, a Jupyter server, sshd, and stubs of what a test cannot have.
 */

requirement(containers, () => {
  /** For what happens at once, except on a machine that is very busy. */
  const patience = { timeout: 20_000, interval: 50 };
  let container: Container;
  beforeEach(async () => {
    container = await startContainer();
    for (const name of ["train.py", "wait.sh"])
      file(name, name.endsWith("py") ? "import time\ntime.sleep(900)\n" : "#!/bin/sh\nsleep 900; true\n");
  });
  afterEach(() => container.end());

  /** A file in the home of the container. */
  function file(name: string, text: string, mode = 0o755): string {
    const path = join(container.home, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  /** A program under a name of its own that does nothing for a while. */
  const idleProgram = (name: string): string => file(`bin/${name}`, "#!/bin/sh\nread -r line < /dev/zero\n");

  /** A shell at its prompt, in the terminal of this number. */
  async function opened(index: number): Promise<ContainerTerminal> {
    const terminal = container.terminal(["bash", "--norc"]);
    await terminal.shows("# ");
    await vi.waitUntil(() => (container.reading().terminals ?? []).length > index, patience);
    return terminal;
  }

  /** Sends code to a kernel, and does not wait for its end. */
  function execute(kernel: unknown, code: string): void {
    const connection = join(container.home, `.local/share/jupyter/runtime/kernel-${String(kernel)}.json`);
    const script = `
from jupyter_client import BlockingKernelClient as Client
client = Client(connection_file=${JSON.stringify(connection)})
client.load_connection_file(); client.start_channels(); client.wait_for_ready(); client.execute(${JSON.stringify(code)})`;
    container.start(["/usr/bin/python3", file("client", script)]);
  }

  const works = (): string[] => {
    const reading = container.reading();
    return workInside(reading, reading).map(({ what }) => what);
  };
  const connections = (): number | undefined => container.reading().connections?.length;
  const smi = (script: string) => ({ PATH: `${join(file("bin/nvidia-smi", `#!/bin/sh\n${script}\n`), "..")}:/usr/bin:/bin` });

  describe("a terminal", () => {
    it("shows what runs in it, by the base names of programs, scripts and modules", async () => {
      const commands = [
        ["train.py", "python3 ./train.py --password hunter2"],
        ["http.server", "python3 -m http.server 0"],
        ["python3", "python3 -c 'import time; time.sleep(900) # hunter2'"],
        ["wait.sh", "bash -e ./wait.sh hunter2"],
        ["sh", "sh < ./wait.sh"],
        ["bash", "bash -s < ./wait.sh"],
        ["train.py", "timeout 900 python3 ./train.py"],
        ["train.py", "python3 ./train.py &"],
        ["train.py", "python3 ./train.py | less"],
        ["bash", "read -r nothing"],
        ["python3", "python3 -q"],
      ] as const;
      for (const [index, [, command]] of commands.entries()) {
        const terminal = await opened(index);
        terminal.type(`${command}\n`);
        if (command === "python3 -q") await terminal.shows(">>>").then(() => terminal.type("import time; time.sleep(900)\n"));
      }
      // Those that began in the same tick have no order.
      const expected = commands.map(([name], index) => `terminal pts/${index} runs ${name}`);
      await expect.poll(() => works().toSorted(), patience).toEqual(expected.toSorted());
      expect(container.probe()).not.toMatch(/hunter2|--password/);
    });

    it("shows a script or program of a user whatever its name or arguments, though others with such a name are not counted", async () => {
      const sleeping = "import time\ntime.sleep(900)\n";
      const names = ["sshd", "jupyter-lab", "tail", "vimeo.py", "copilot-eval.py", "wandb-sweep.py", "python-job.py"];
      const commands = [
        ...names.map((name) => [name, `python3 ./${file(name, sleeping).split("/").at(-1)}`] as const),
        ["train.py", "python3 train.py --linear_probe=1"],
        ["train.py", "python3 train.py --start multiprocessing loky"],
        ["vimeo", `python3 -m ${file("vimeo.py", sleeping) && "vimeo"}`],
        ["cron", `./cron`],
      ] as const;
      copyFileSync("/usr/bin/sleep", join(container.home, "watch"));
      chmodSync(join(container.home, "watch"), 0o755);
      file("cron", "#!/bin/sh\nsleep 900; true\n");
      const all = [...commands, ["watch", "./watch 900"] as const];
      for (const [index, [, command]] of all.entries()) (await opened(index)).type(`${command}\n`);
      const expected = all.map(([name], index) => `terminal pts/${index} runs ${name}`);
      await expect.poll(() => works().toSorted(), patience).toEqual(expected.toSorted());
      // Ctrl-Z does not end a program.
      const stopped = await opened(all.length);
      stopped.type("python3 ./python-job.py\n");
      await expect.poll(works, patience).toContain(`terminal pts/${all.length} runs python-job.py`);
      stopped.type("\u001A");
      await stopped.shows("Stopped");
      expect(works()).toContain(`terminal pts/${all.length} runs python-job.py`);
    });

    it("is idle with a shell that reads startup files of an editor", async () => {
      const startup = file("startup.sh", "");
      (await opened(0)).type(`clear; bash --init-file ${startup} -i\n`);
      await expect.poll(() => container.reading().processes?.filter(({ name }) => name === "bash").length, patience).toBe(2);
      await expect.poll(works, patience).toEqual([]);
    });

    it("is idle with a shell at its prompt, and with programs that show something or wait to be typed in", async () => {
      const commands = [
        ["less", "seq 1000 | less", ":"],
        ["tail", "tail -f /proc/version", "Linux"],
        ["tail", "tail -f /proc/version | grep --line-buffered Linux", "Linux"],
        ["watch", "watch -n 60 date", "Every"],
        ["top", "top", "load average"],
        ["vim", "vim -u NONE", "VIM"],
        ["python3", "python3 -q", ">>>"],
        ["node", "node", "> "],
        ["tmux", "tmux -f /dev/null -L own", "[0]"],
        ["bash", "bash --login", "# "],
        ["zsh", "zsh -f", "# "],
        ["fish", "fish --no-config", "@"],
        ["dash", "dash", "# "],
      ] as const;
      const before = Date.now();
      for (const [index, [, command, shown]] of commands.entries()) {
        const terminal = await opened(index);
        terminal.type(`clear; ${command}\n`);
        await terminal.shows(shown);
      }
      await expect.poll(works, patience).toEqual([]);
      const { processes = [], terminals = [] } = container.reading();
      expect(processes.map(({ name }) => name)).toEqual(expect.arrayContaining(commands.map(([name]) => name)));
      // The system updates the time of a terminal every eight seconds (tty_update_time in drivers/tty/tty_io.c).
      const typed = terminals.filter(({ lastInput }) => Number(lastInput) > before - 8000);
      expect(typed.length).toBeGreaterThanOrEqual(commands.length);
    });

    it("shows what runs in tmux when its client has left", async () => {
      await opened(0);
      container.terminal(["tmux", "-f", "/dev/null", "-L", "own", "new", "-d", "./wait.sh"]);
      await expect.poll(works, patience).toEqual(["terminal pts/2 runs wait.sh"]);
    });
  });

  describe("the background", () => {
    it("shows a program that outlived its terminal, and one in a session of its own, once with all its workers", async () => {
      const terminal = container.terminal(["bash", "--norc"]);
      terminal.type("nohup python3 ./train.py >/dev/null 2>&1 & exit\n");
      await expect.poll(works, patience).toEqual(["train.py runs in the background"]);
      container.start(["setsid", "sh", "./wait.sh"]);
      await expect.poll(works, patience).toEqual(["train.py runs in the background", "wait.sh runs in the background"]);
    });

    it("does not show what belongs to the container, to ssh, to language servers and editors, and to beacons", async () => {
      file(".studioctl-beacon/studioctl-beacon", "sleep 900; true\n");
      for (const name of ["pyright-langserver", "sshd-session", "cron", "jupyter-lab", ".vscode-server/bin/node"]) {
        container.start([idleProgram(name)]);
      }
      container.start(["sh", join(container.home, ".studioctl-beacon/studioctl-beacon")]);
      container.start(["tail", "-f", "/dev/null"]);
      await vi.waitUntil(() => (container.reading().editors ?? []).length === 1, patience);
      expect((container.reading().processes ?? []).map(({ name, counts }) => [name, counts])).toEqual([["tail", "busy"]]);
    });

    it.each(["supervisord", "jupyter-lab", "s6-svscan"])("is shown if it was orphaned, where the first process is %s", async (name) => {
      container.end();
      container = await startContainer(name);
      file("train.py", "import time\ntime.sleep(900)\n");
      container.start(["sh", "-c", "setsid python3 train.py & exit"]);
      await expect.poll(works, patience).toEqual(["train.py runs in the background"]);
    });

    it("shows the CPU time by which the caller tells a busy viewer from an idle one", async () => {
      container.start(["tail", "-f", "/dev/null"]);
      const busy = file("bin/top", "#!/usr/bin/python3\nwhile True: pass\n");
      container.start([busy]);
      await vi.waitUntil(() => (container.reading().processes ?? []).length === 2, patience);
      const first = container.reading();
      await vi.waitUntil(() => container.reading().upMs > first.upMs + 300, patience);
      const works = workInside(first, container.reading()).map(({ what }) => what);
      expect(works).toEqual([expect.stringMatching(/^top uses \d+% of a core$/)]);
    });
  });

  requirement(jupyterServer, () => {
    describe("a Jupyter server", () => {
      it("tells its kernels, the names of its terminals, and what runs in either", async () => {
        const daemon = container.start([idleProgram("daemon")]);
        await vi.waitUntil(() => (container.reading().processes ?? []).length === 1, patience);
        file(".local/share/jupyter/runtime/jpserver-99999.json", "{");
        const settings = ["port=18888", "token=hunter2", "base_url=/jupyterlab/default/", "allow_root=True", "open_browser=False"];
        container.start(["/usr/bin/python3", "-m", "jupyter_server", ...settings.map((setting) => `--ServerApp.${setting}`)]);
        const call = jupyterCalls("http://127.0.0.1:18888/jupyterlab/default", "hunter2");
        await vi.waitUntil(() => call("GET", "/api/status"), { timeout: 60_000, interval: 200 });
        // What was there before the server is of the container, and counts only while it is busy.
        await expect.poll(works, patience).toEqual([]);
        expect(container.reading().processes?.map(({ name, counts }) => [name, counts])).toEqual([["daemon", "busy"]]);
        daemon.kill();

        const kernel = await call("POST", "/api/kernels", {});
        const terminals = [
          await call("POST", "/api/terminals", {}),
          await call("POST", "/api/terminals", { shell_command: ["./wait.sh"] }),
        ];
        expect(terminals.map((terminal) => terminal?.["name"])).toEqual(["1", "2"]);
        execute(kernel?.["id"], "1");
        await vi.waitUntil(() => container.reading().kernels?.[0]?.state === "idle", patience);
        await expect.poll(works, patience).toEqual(["terminal 2 runs wait.sh"]);
        const reading = container.reading();
        const lastActivity = reading.kernels?.[0]?.lastActivity;
        expect(reading.kernels).toEqual([{ id: kernel?.["id"], state: "idle", connections: 0, lastActivity }]);
        expect(reading.terminalNames).toEqual(["1", "2"]);
        expect(reading.processes).toContainEqual(expect.objectContaining({ kernel: true, counts: "busy" }));
        expect(reading.notSeen).toEqual([]);
        expect(container.probe()).not.toContain("hunter2");

        execute(kernel?.["id"], 'import subprocess, time; subprocess.Popen(["sh", "wait.sh"]); time.sleep(900)');
        const kernelIs = `kernel ${String(kernel?.["id"]).slice(0, 8)} is busy`;
        await expect.poll(works, patience).toEqual(["terminal 2 runs wait.sh", "a kernel runs wait.sh", kernelIs]);
      });

      it("is not seen where the probe may not ask it", async () => {
        const settings = ["port=18889", "password=x", "token=", "allow_root=True", "open_browser=False"];
        container.start(["/usr/bin/python3", "-m", "jupyter_server", ...settings.map((setting) => `--ServerApp.${setting}`)]);
        await expect.poll(() => container.reading().notSeen, { timeout: 60_000, interval: 200 }).toEqual(["kernels"]);
        const answers = jupyterCalls("http://127.0.0.1:18889", "");
        await vi.waitUntil(() => answers("GET", "/api"), { timeout: 60_000, interval: 200 });
        expect(container.reading().notSeen).toEqual(["kernels"]);
      });
    });
  });

  requirement(sshServer, () => {
    describe("sshd", () => {
      it("tells each session that is connected, with or without a terminal, and none before and after", async () => {
        spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(container.home, "key")]);
        file("sshd_config", sshdConfig(container.home), 0o600);
        const words = ["-i", join(container.home, "key"), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
        const ssh = ["ssh", "-q", ...words, "-p", "18022", "root@127.0.0.1"];
        container.start(["sh", "-c", "mkdir -p /run/sshd && cp key.pub keys && exec /usr/sbin/sshd -D -f $PWD/sshd_config"]);
        await vi.waitUntil(() => spawnSync("nsenter", container.inside([...ssh, "true"])).status === 0, patience);
        await vi.waitUntil(() => connections() === 0, patience);
        container.start([...ssh, "-N"]);
        await vi.waitUntil(() => connections() === 1, patience);
        container.start([...ssh, "-tt", "sh", join(container.home, "wait.sh")]);
        await vi.waitUntil(() => connections() === 2, patience);
        spawnSync("nsenter", container.inside(["pkill", "-f", "--", "-N$"]));
        await vi.waitUntil(() => connections() === 1, patience);
        await expect
          .poll(works, patience)
          .toEqual(["terminal pts/0 runs wait.sh", "ssh runs in the background", "an ssh session is connected"]);
      });
    });
  });

  describe("a remote editor's server", () => {
    it("is connected while something is connected to it, and idle otherwise", async () => {
      const server = `
import socket,sys
s=socket.socket(); s.bind(("127.0.0.1",18080)); s.listen(); c,_=s.accept(); c.recv(1); c.close()
s.accept()`;
      container.start(["/usr/bin/python3", file(".vscode-server/cli/server.py", server)]);
      await vi.waitUntil(() => container.reading().editors?.[0]?.connected === false, patience);
      await expect.poll(works, patience).toEqual([]);
      const client = connect(18_080, "127.0.0.1");
      await expect.poll(works, patience).toEqual(["vscode-server is connected"]);
      client.end("x");
      await vi.waitUntil(() => container.reading().editors?.[0]?.connected === false, patience);
    });
  });

  describe("the GPUs", () => {
    it("are as busy as the busiest, with the programs that use them", async () => {
      container.start(["/usr/bin/python3", join(container.home, "train.py")]);
      await expect.poll(works, patience).toEqual(["train.py runs in the background"]);
      const [train] = container.reading().processes ?? [];
      const apps = `printf '${train?.pid}, python3\\n999999, /opt/other tool\\n999998, [Not Found]\\n'`;
      const env = smi(`case "$*" in *compute-apps*) ${apps};; *) printf '3\\n37\\n';; esac`);
      const { gpu } = container.reading(env);
      expect({ ...gpu, names: gpu?.names.toSorted() }).toEqual({ busy: 37, names: ["other tool", "train.py"] });
    });

    it("are absent where there are none, and not seen where there is one and nvidia-smi fails", async () => {
      const env = smi("echo 'NVIDIA-SMI has failed'; exit 9");
      for (const more of [{}, env]) expect(container.reading(more)).toMatchObject({ notSeen: [] });
      expect(container.reading(env).gpu).toBeUndefined();
      container.start([
        "sh",
        "-c",
        "mount -t tmpfs tmpfs /dev/shm && cp -a /dev/null /dev/pts /dev/shm/; touch /dev/shm/nvidia0; mount --bind /dev/shm /dev",
      ]);
      await vi.waitUntil(() => container.reading(env).notSeen.includes("gpu"), patience);
      expect(container.reading().notSeen).toEqual(["gpu"]);
    });
  });

  describe("the idle file", () => {
    it("tells when it was written", () => {
      spawnSync("nsenter", container.inside(["touch", "-d", "2026-03-02T12:00:00Z", "/tmp/.sagemaker-last-active-timestamp"]));
      expect(container.reading().idleFile).toEqual(new Date("2026-03-02T12:00:00Z"));
      expect(readInside(container.probe(withoutPython()))).toMatchObject({ idleFile: new Date("2026-03-02T12:00:00Z") });
    });
  });

  describe("the script", () => {
    it("says what the shell can see where there is no Python, in every shell", async () => {
      (await opened(0)).type("python3 ./train.py --password hunter2\n");
      await opened(1);
      container.start(["sh", "./wait.sh"]);
      await expect.poll(works, patience).toEqual(["terminal pts/0 runs train.py", "wait.sh runs in the background"]);
      for (const shell of [["dash"], ["bash"], ["busybox", "sh"]]) {
        const line = container.probe(withoutPython(), shell.length === 1 ? [`/bin/${shell[0]}`] : ["/usr/bin/busybox", "sh"]);
        const reading = readInside(line);
        if ("seen" in reading) throw new Error(reading.why);
        expect(reading).toMatchObject({ python: false, connections: [] });
        expect(workInside(reading, reading).map(({ what }) => what)).toEqual([
          "terminal pts/0 runs python3",
          expect.stringMatching(/^(sh|wait.sh) runs in the background$/),
        ]);
        expect(line).not.toContain("hunter2");
      }
    });

    it("runs on Python 3.8 and all newer ones that are here", () => {
      const check = "import ast,re,sys; ast.parse(re.search(\"P='([^']*)'\", open('probe').read())[1], feature_version=(3, 8))";
      expect(spawnSync("nsenter", container.inside(["/usr/bin/python3", "-c", check])).status).toBe(0);
      for (const python of pythons()) {
        const bin = join(container.home, `bin-${python.replaceAll("/", "-")}`);
        mkdirSync(bin);
        symlinkSync(python, join(bin, "python3"));
        expect([python, container.reading({ PATH: `${bin}:/usr/bin:/bin` })]).toEqual([
          python,
          expect.objectContaining({ python: true, notSeen: [] }),
        ]);
      }
    });

    it("changes no file", () => {
      const files = (): string =>
        spawnSync("nsenter", container.inside(["find", ".", "/tmp", "-printf", "%p %s %T@\\n"])).stdout.toString();
      const env = withoutPython();
      const before = files();
      container.probe();
      container.probe(env);
      expect(files()).toBe(before);
    });
  });

  /** The tools of a system without Python. */
  function withoutPython(): { PATH: string } {
    const bin = join(container.home, "no-python");
    mkdirSync(bin, { recursive: true });
    for (const tool of ["sh", "tr", "date", "stat", "readlink", "sort"]) {
      if (!existsSync(join(bin, tool))) symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
    }
    return { PATH: bin };
  }
});

/** Those of the path and of pyenv. */
function pythons(): string[] {
  const list =
    'for p in $(command -v python3.8 python3.9 python3.1[0-9] python3) "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python3; do echo "$p"; done';
  const found = spawnSync("sh", ["-c", list]).stdout.toString().trim().split("\n");
  return found.filter((python) => spawnSync(python, ["-c", "import sys; sys.exit(sys.version_info < (3, 8))"]).status === 0);
}

/** Calls of a server on loopback; undefined if it does not answer, or refuses. */
function jupyterCalls(origin: string, token: string) {
  return (method: "GET" | "POST", path: string, body?: object): Promise<Record<string, unknown> | undefined> =>
    new Promise((resolve) => {
      const call = request(`${origin}${path}`, { method, headers: { Authorization: `token ${token}` } }, (response) => {
        const ok = (response.statusCode ?? 500) < 300;
        json(response).then(
          (value) => resolve(ok && isRecord(value) ? value : undefined),
          () => resolve(undefined),
        );
      });
      call.on("error", () => resolve(undefined));
      call.end(body && JSON.stringify(body));
    });
}

function sshdConfig(home: string): string {
  const settings = [
    "Port 18022",
    "ListenAddress 127.0.0.1",
    `HostKey ${home}/key`,
    `AuthorizedKeysFile ${home}/keys`,
    "UsePAM no",
    "StrictModes no",
  ];
  return [...settings, "PermitRootLogin yes", "PidFile none"].join("\n");
}
