import { EventEmitter, once } from "node:events";
import { describe, expect, it } from "vitest";
import type { AskedServer } from "../../../src/core/idle/facts.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { isLookTerminal } from "../../../src/core/inside/own-look.ts";
import { createInsideLook } from "../../../src/operations/inside/look.ts";
import type { JupyterSession } from "../../../src/ports/jupyter.ts";
import type { RemoteTerminals } from "../../../src/ports/terminals.ts";
import { type ManualClock, manualClock } from "../../fakes/manual-clock.ts";

const server: AskedServer = { key: { DomainId: "d-one", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" }, signInAs: "maya" };

/** A line of the probe. */
function line(upSeconds: number, processes: readonly unknown[] = []): string {
  const nothing = { terminals: [], kernels: [], connections: [], editors: [], notSeen: [] };
  return JSON.stringify({ probe: 1, at: 1_772_452_800 + upSeconds, python: true, up: upSeconds, ...nothing, processes });
}

const trainPy = [100, 1, 500, "train.py", 50, "alive", false, "pts/1"];

interface Container {
  readonly terminals: RemoteTerminals;
  /** What happened, in order. */
  readonly log: string[];
  readonly programs: (readonly string[] | undefined)[];
}

/** A server whose terminals show what `reply` says: first as soon as they are attached, then after each line typed. */
function container(reply: (typed: number, nonce: string) => string | undefined): Container {
  const log: string[] = [];
  const programs: (readonly string[] | undefined)[] = [];
  const shown: string[] = [];
  let wake: (() => void) | undefined;
  let typed = 0;
  let nonce = "";
  const closed = new AbortController();
  const show = (): void => {
    const text = reply(typed, nonce);
    if (text !== undefined) shown.push(text);
    wake?.();
  };
  const terminals: RemoteTerminals = {
    async create(name, program) {
      log.push("create");
      programs.push(program);
      nonce = program?.[3] ?? "";
      return name;
    },
    delete: async (name) => void log.push(`delete ${name}`),
    imageTerminals: async () => [],
    close: () => {},
    async attach() {
      log.push("attach");
      show();
      return {
        async type(text) {
          log.push(`type ${JSON.stringify(text)}`);
          typed += 1;
          show();
        },
        resize: async () => {},
        close() {
          closed.abort();
          wake?.();
        },
        output: (async function* () {
          while (!closed.signal.aborted) {
            const next = shown.shift();
            if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
            else if (next === "END") return;
            else yield next;
          }
        })(),
      };
    },
  };
  return { terminals, log, programs };
}

const framed = (nonce: string, text: string): string => `\u001E${nonce} ${text}\n`;
const quiet = (typed: number, nonce: string): string => framed(nonce, typed === 0 ? "ready" : line(1_000 + 3 * typed));

const nothing = (): Promise<never> => Promise.reject(new Error("not asked for"));
const session: JupyterSession = { request: nothing, stream: nothing, connect: nothing, close: () => {} };
const denied = (): Promise<never> =>
  Promise.reject(new StudioctlError("denied", "no", { deniedAction: "sagemaker:CreatePresignedDomainUrl" }));
const expired = (): Promise<never> => Promise.reject(new StudioctlError("no-credentials", "expired"));

function lookAt(here: Pick<Container, "terminals">, clock: ManualClock, open: () => Promise<JupyterSession> = async () => session) {
  const notices: string[] = [];
  const looks = createInsideLook({
    jupyter: { open },
    terminalsOf: () => here.terminals,
    clock,
    notice: (text) => void notices.push(text),
    probe: "the probe",
  });
  return { ...looks, notices };
}

/** Lets everything go on, and time pass, until the work is over. */
async function over<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  const done = work.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([done, new Promise<false>((resolve) => void setImmediate(resolve, false))]))) await clock.advance(500);
  return await work;
}

describe("a look inside", () => {
  it("runs the probe in a terminal without a user's shell, twice with seconds between, and removes the terminal", async () => {
    const [clock, here] = [manualClock(), container(quiet)];
    const look = await over(clock, lookAt(here, clock).look(server));
    expect(look).toMatchObject({ seen: true, first: { upMs: 1_003_000 }, second: { upMs: 1_006_000 } });
    expect(here.log).toEqual(["create", "attach", 'type "\\n"', 'type "\\n"', expect.stringMatching(/^delete studioctl_look_/)]);
    expect(here.programs).toEqual([["/bin/sh", "-c", expect.stringContaining("stty -echo"), expect.any(String), "the probe"]]);
  });

  it("opens a terminal that every sweep recognizes as one of a look, and only while it can be open", async () => {
    const [clock, here] = [manualClock(), container(quiet)];
    await over(clock, lookAt(here, clock).look(server));
    const name = here.log.at(-1)?.replace("delete ", "") ?? "";
    expect(isLookTerminal(name, clock.now())).toBe(true);
    expect(isLookTerminal(name, new Date(clock.now().getTime() + 11 * 60_000))).toBe(false);
    expect(isLookTerminal("studioctl_mbq3k9x0000000000000", clock.now())).toBe(false);
    expect(isLookTerminal("1", clock.now())).toBe(false);
  });

  it("does not wait for a second reading if the first one shows work", async () => {
    const [clock, here] = [manualClock(), container((typed, nonce) => framed(nonce, typed === 0 ? "ready" : line(1_000, [trainPy])))];
    const look = await over(clock, lookAt(here, clock).look(server));
    expect(look).toMatchObject({ seen: true, first: { processes: [{ name: "train.py" }] } });
    expect(look).not.toHaveProperty("second");
    expect(here.log.filter((each) => each.startsWith("type"))).toHaveLength(1);
  });

  it("finds the lines of the probe among anything else that a terminal shows, in pieces of any size", async () => {
    const noise = "\u001E other line\nmotd \u001B[31m\r\n";
    const [clock, here] = [manualClock(), container((typed, nonce) => `${noise}${quiet(typed, nonce).replace("\n", "\r\n")}${noise}`)];
    expect(await over(clock, lookAt(here, clock).look(server))).toMatchObject({ seen: true });
  });

  it("types nothing into a terminal in which something else than its program runs, and fails in time", async () => {
    const [clock, here] = [manualClock(), container(() => "maya@host:~$ ")];
    expect(await over(clock, lookAt(here, clock).look(server))).toEqual({
      seen: false,
      ours: true,
      why: "it could not be looked into: the look inside took longer than 20 s",
    });
    expect(here.log).toEqual(["create", "attach", expect.stringMatching(/^delete /)]);
  });

  it.each([
    ["a terminal that ends at once", () => "END", "its terminal ended before it could be read"],
    ["a terminal that prints without end", () => "x".repeat(3_000_000), "its terminal printed too much"],
  ])("fails for %s, and removes the terminal", async (_, reply, why) => {
    const [clock, here] = [manualClock(), container(reply)];
    expect(await over(clock, lookAt(here, clock).look(server))).toMatchObject({ seen: false, why: `it could not be looked into: ${why}` });
    expect(here.log.at(-1)).toMatch(/^delete /);
  });

  it("fails for a malformed reading, which may hide work", async () => {
    const [clock, here] = [manualClock(), container((typed, nonce) => framed(nonce, typed === 0 ? "ready" : "{}"))];
    expect(await over(clock, lookAt(here, clock).look(server))).toMatchObject({ seen: false, why: expect.stringContaining("malformed") });
    expect(here.log.at(-1)).toMatch(/^delete /);
  });

  it("fails where the server gives no terminal or no sign-in, and opens none then", async () => {
    const [clock, here] = [manualClock(), container(quiet)];
    const refused = new StudioctlError("unavailable", "the Jupyter server does not open a terminal");
    const terminals = { ...here.terminals, create: () => Promise.reject(refused) };
    expect(await over(clock, lookAt({ terminals }, clock).look(server))).toMatchObject({ seen: false, ours: true });
    expect(await over(clock, lookAt(here, clock, denied).look(server))).toMatchObject({ denied: "sagemaker:CreatePresignedDomainUrl" });
    expect(here.log.filter((each) => !each.startsWith("delete"))).toEqual([]);
  });

  it("rejects with expired credentials, as every other call would", async () => {
    const clock = manualClock();
    await expect(over(clock, lookAt(container(quiet), clock, expired).look(server))).rejects.toMatchObject({ code: "no-credentials" });
  });

  it("signs in as another user profile if one is refused, for a space without an owner", async () => {
    const [clock, here] = [manualClock(), container(quiet)];
    const users: string[] = [];
    const open = async (_: unknown, user: string) => {
      users.push(user);
      if (user === "maya") throw new StudioctlError("denied", "not hers");
      return session;
    };
    const looks = createInsideLook({ jupyter: { open }, terminalsOf: () => here.terminals, clock, notice: () => {}, probe: "" });
    expect(await over(clock, looks.look({ ...server, orAs: ["noor"] }))).toMatchObject({ seen: true });
    expect(users).toEqual(["maya", "noor"]);
  });

  it("is not made in Code Editor, which has no such terminals", async () => {
    const here = container(quiet);
    const editor: AskedServer = { ...server, key: { ...server.key, AppType: "CodeEditor" } };
    expect(await lookAt(here, manualClock()).look(editor)).toEqual({ seen: false, why: "CodeEditor has no terminals to look through" });
    expect(here.log).toEqual([]);
  });
});

describe("an interrupted look", () => {
  it.each([
    ["while the first reading is awaited", 0],
    ["between the two readings", 1],
  ])("removes its terminal %s, after it has rejected", async (_, typed) => {
    const [clock, stop] = [manualClock(), new AbortController()];
    const here = container((count, nonce) => (count <= typed ? quiet(count, nonce) : undefined));
    const looks = lookAt(here, clock);
    const looking = looks.look(server, stop.signal);
    while (here.log.filter((each) => each.startsWith("type")).length <= typed && clock.sleeping.length < 2)
      await new Promise((resolve) => void setImmediate(resolve));
    stop.abort(new StudioctlError("interrupted", "interrupted"));
    await expect(looking).rejects.toMatchObject({ code: "interrupted" });
    await looks.settled();
    expect(here.log.at(-1)).toMatch(/^delete studioctl_look_/);
  });

  it("removes a terminal that the server opens only after the interruption", async () => {
    const [clock, stop] = [manualClock(), new AbortController()];
    const here = container(quiet);
    const opened = new EventEmitter();
    const isOpened = once(opened, "now");
    const terminals = {
      ...here.terminals,
      create: async (name: string, program?: readonly string[]) => {
        const made = await here.terminals.create(name, program);
        await isOpened;
        return made;
      },
    };
    const looks = lookAt({ terminals }, clock);
    const looking = looks.look(server, stop.signal);
    while (here.log.length === 0) await new Promise((resolve) => void setImmediate(resolve));
    stop.abort(new StudioctlError("interrupted", "interrupted"));
    await expect(looking).rejects.toMatchObject({ code: "interrupted" });
    opened.emit("now");
    await looks.settled();
    expect(here.log).toEqual(["create", expect.stringMatching(/^delete /)]);
  });

  it("says which terminal may be left if it cannot be removed; it ends by itself after a minute", async () => {
    const [clock, here] = [manualClock(), container(quiet)];
    const lost = new StudioctlError("unavailable", "the connection was lost");
    const looks = lookAt({ terminals: { ...here.terminals, delete: () => Promise.reject(lost) } }, clock);
    expect(await over(clock, looks.look(server))).toMatchObject({ seen: true });
    expect(looks.notices).toEqual([expect.stringMatching(/^terminal studioctl_look_\w+ may still be open: the connection was lost$/)]);
    expect(here.programs[0]?.[2]).toContain("sleep 60;kill -9 $$");
  });
});
