import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { uptime } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { parseBeacon } from "../../../src/core/inside/beacon.ts";
import { beaconIdentity, beaconScript, isBeaconInterval, readBeaconScript } from "../../../src/core/inside/beacon-script.ts";
import { mostScriptBytes } from "../../../src/core/lifecycle-config/lifecycle-config.ts";
import { readInside } from "../../../src/core/inside/reading.ts";
import { notSeenInside, workInside } from "../../../src/core/inside/work.ts";
import { arn, compress, container, pathOf, scriptOf } from "./beacon-container.ts";

const patience = { timeout: 30_000 };
const open: ReturnType<typeof container>[] = [];
const made = (...has: Parameters<typeof container>) => {
  const box = container(...has);
  open.push(box);
  return box;
};
afterEach(() => {
  for (const box of open.splice(0)) box.close();
});

const nowSeconds = () => Date.now() / 1000;
let up = uptime() + 60;
/** What the probe prints in a container where nothing is at work, a minute later each time. */
const reading = (more: object = {}) => ({
  probe: 1,
  at: nowSeconds(),
  python: true,
  up: (up += 60),
  notSeen: [],
  names: [],
  kernels: [],
  processes: [],
  terminals: [],
  connections: [],
  editors: [],
  gpu: null,
  idleFile: null,
  ...more,
});
const train = [100, 1, 1_000, "train.py", 50, "alive", null, null];
const report = (value: string | undefined) => parseBeacon(value ?? "", new Date());

const earlier = (text: string, inherited = false) => ({
  arn: "arn:aws:sagemaker:us-east-1:111122223333:studio-lifecycle-config/own",
  text,
  inherited,
});

const idleFile = (box: ReturnType<typeof container>) => join(box.root, "tmp", ".sagemaker-last-active-timestamp");
/** A beacon that has not looked yet. */
function started(options: Parameters<typeof scriptOf>[0] = {}) {
  const box = made();
  box.unpack(scriptOf(options));
  return box;
}

function running(options: Parameters<typeof scriptOf>[0] = {}) {
  const box = started(options);
  box.look(reading());
  box.look(reading());
  return box;
}

describe("the script of a beacon", () => {
  it.each([["dash"], ["busybox", "sh"], ["bash", "--posix"]])(
    "starts a beacon under %s, and ends with 0 within seconds",
    patience,
    async (...shell) => {
      const box = made();
      const { code, stdout, stderr, seconds } = await box.run(scriptOf(), [pathOf(shell[0] ?? ""), ...shell.slice(1)]);
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "studioctl beacon: reported\n", stderr: "" });
      expect(seconds).toBeLessThan(12);
      expect(JSON.parse(box.calls())).toMatchObject({ ResourceArn: arn, Tags: [{ Key: "studioctl:beacon" }] });
      expect(report(box.values()[0])).toMatchObject({ state: "fresh", active: expect.any(Array) });
      expect(statSync(box.folder).mode & 0o77).toBe(0);
    },
  );

  it.each([
    ["nothing to call AWS with", {}, "RuntimeError: this image has neither boto3 nor the aws command"],
    ["no Python", { python: false }, "not started: there is no python3"],
  ])("ends with 0 and says so with %s", patience, async (_, has, said) => {
    const { code, stdout } = await made(has).run(scriptOf());
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(said) });
  });

  it("ends with 0 and says so where its role may not tag, and where nothing says which app it is in", patience, async () => {
    const box = made();
    box.refuse("An error occurred (AccessDeniedException): not authorized to perform: sagemaker:AddTags");
    expect(await box.run(scriptOf())).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^studioctl beacon: not reported: .*AccessDeniedException/),
    });
    const lost = made();
    writeFileSync(join(lost.root, "opt", "ml", "metadata", "resource-metadata.json"), "{}");
    expect(await lost.run(scriptOf())).toMatchObject({ code: 0, stdout: expect.stringContaining("not reported: KeyError") });
  });

  it("ends with 0 where Python hangs, is broken, or cannot write, and says so", patience, async () => {
    const hanging = made();
    hanging.program("python3", "exec /bin/sleep 30");
    hanging.program("sleep", "exit 0");
    expect(await hanging.run(scriptOf())).toMatchObject({ code: 0, stdout: "studioctl beacon: still looking\n" });
    const broken = made();
    broken.program("python3", "exit 1");
    expect(await broken.run(scriptOf())).toMatchObject({ code: 0, stdout: expect.stringContaining("beacon: not started: ") });
    const unwritable = made();
    rmSync(join(unwritable.root, "tmp"), { recursive: true });
    writeFileSync(join(unwritable.root, "tmp"), "");
    expect(await unwritable.run(scriptOf())).toMatchObject({ code: 0, stdout: expect.stringContaining("cannot be written") });
  });

  it("ends with 0 where nothing reads its output any more", patience, async () => {
    const text = scriptOf();
    const box = made();
    const within = `sh "${join(box.root, "own")}" | :; exit "\${PIPESTATUS[0]}"`;
    writeFileSync(join(box.root, "own"), text);
    expect(await box.run(within, ["bash"])).toMatchObject({ code: 0 });
  });

  it("starts its app without the earlier lifecycle config where no file can be made for it", patience, async () => {
    const box = made();
    box.program("mktemp", "exit 1");
    const { code, stdout } = await box.run(scriptOf({}, { arn: "arn:x", text: "exit 3\n", inherited: false }));
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("could not be written, and did not run") });
  });

  it("uses the aws command where there is no boto3", patience, async () => {
    const box = made({ aws: true });
    expect(await box.run(scriptOf())).toMatchObject({ code: 0, stdout: "studioctl beacon: reported\n" });
    expect(box.calls()).toMatch(
      new RegExp(
        `^sagemaker\\|add-tags\\|--region\\|us-east-1\\|--resource-arn\\|${arn}\\|--tags\\|\\[\\{"Key": "studioctl:beacon", "Value": "v1 at=`,
      ),
    );
  });

  it("leaves one beacon: an earlier one ends, as does one whose folder is removed", patience, async () => {
    const box = made();
    box.unpack(scriptOf());
    await box.loop(`echo 1 >"${box.folder}/pid"; echo looked >>"${box.root}/looks"`, () => {});
    expect(readFileSync(join(box.root, "looks"), "utf8")).toBe("looked\n");
    await box.loop("", () => rmSync(box.folder, { recursive: true }));
    expect(existsSync(box.folder)).toBe(false);
  });

  it("prints the programs that it unpacks", patience, async () => {
    const box = made();
    const { stdout, code } = await box.run(scriptOf({ touch: true }), ["/bin/sh"], ["show"]);
    expect(code).toBe(0);
    expect(stdout).toContain("===== beacon.py\nimport fcntl");
    expect(stdout).toContain("EVERY,TOUCH=5,True\n");
    expect(existsSync(box.folder)).toBe(false);
  });

  it("fits into a lifecycle config, with room for another script", () => {
    expect(scriptOf().length).toBeLessThan(mostScriptBytes - 1_000);
  });
});

describe("an earlier built-in lifecycle config", () => {
  it.each([0, 7])("runs first, with its own interpreter and arguments, and the exit code is its own: %i", patience, async (code) => {
    const box = made();
    const text = `#!/usr/bin/env bash\n[[ -n "$BASH_VERSION" ]] && echo "$1" '$HOME' studioctl-end-of-earlier\nexit ${code}\n`;
    const { stdout, ...ended } = await box.run(scriptOf({}, earlier(text)), ["/bin/sh"], ["first"]);
    expect(stdout).toBe("first $HOME studioctl-end-of-earlier\nstudioctl beacon: reported\n");
    expect(ended.code).toBe(code);
  });

  it("is read back as it was, whatever is in it", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom("studioctl-end-of-earlier", "studioctl-end-of-earlier-", "PACKED", "$(rm -rf x)", "'", "", "# earlier=x"),
    );
    fc.assert(
      fc.property(
        fc.array(
          line.filter((each) => !/[\r\n]/.test(each)),
          { maxLength: 8 },
        ),
        fc.boolean(),
        (lines, inherited) => {
          const given = earlier(`#!/bin/bash\n${lines.map((each) => `${each}\n`).join("")}`, inherited);
          expect(readBeaconScript(scriptOf({}, given))).toEqual({ version: 1, everyMs: 300_000, touch: false, earlier: given });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is refused where both do not fit", () => {
    expect(
      beaconScript({ everyMs: 300_000, touch: false }, earlier(`#!/bin/sh\n${"# a comment\n".repeat(400)}`), compress),
    ).toBeUndefined();
  });

  it("makes another script of a beacon, as do its options, and not the way it was compressed", () => {
    const options = { everyMs: 300_000, touch: false };
    const ids = [
      beaconIdentity(options, undefined),
      beaconIdentity({ ...options, touch: true }, undefined),
      beaconIdentity({ ...options, everyMs: 60_000 }, undefined),
      beaconIdentity(options, earlier("#!/bin/sh\n")),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(readBeaconScript("#!/bin/bash\necho hello\n")).toBeUndefined();
  });
});

describe("a beacon", () => {
  it("reports what is active as soon as it changes, and otherwise at every third interval", () => {
    const box = running();
    const before = box.values().length;
    box.look(reading());
    expect(box.values().length).toBe(before);
    box.look(reading({ processes: [train] }));
    box.look(reading({ processes: [train] }));
    expect(
      box
        .values()
        .slice(before)
        .map((value) => report(value)),
    ).toMatchObject([{ state: "fresh", active: ["train.py runs in the background"], complete: true }]);
    box.look(reading());
    expect(report(box.values().at(-1))).toMatchObject({ active: [] });
    const state = JSON.parse(box.file("state"));
    writeFileSync(join(box.folder, "state"), JSON.stringify({ ...state, sent: { ...state.sent, at: state.sent.at - 871 } }));
    box.look(reading());
    expect(box.values().length).toBe(before + 3);
  });

  it("reports the last activity, which never lies after its look, nor before it started", () => {
    const box = running();
    const [kernel, terminal] = [nowSeconds() - 7_200, nowSeconds() + 7_200];
    box.look(reading({ kernels: [{ id: "a", state: "idle", last: kernel }], processes: [train] }));
    const started = report(box.values().at(-1)).lastActivity?.getTime() ?? 0;
    expect(Math.abs(started - Date.now())).toBeLessThan(20_000);
    box.look(reading({ terminals: [{ tty: "pts/0", input: terminal, jupyter: true, mine: false }] }));
    const { at, lastActivity, state } = report(box.values().at(-1));
    expect(state).toBe("fresh");
    expect(lastActivity?.getTime()).toBeLessThanOrEqual(at?.getTime() ?? 0);
  });

  it.each<[string, object, object, boolean]>([
    ["a program that has ended", { processes: [train] }, {}, true],
    ["an ssh session that has ended", { connections: [{ start: 1_000 }] }, {}, true],
    ["a kernel that is gone", { kernels: [{ id: "a", state: "idle", last: 0 }] }, {}, true],
    ["a kernel that died", { kernels: [{ id: "a", state: "idle", last: 0 }] }, { kernels: [{ id: "a", state: "dead", last: 0 }] }, true],
    [
      "a notebook whose kernel runs on",
      { kernels: [{ id: "a", state: "idle", last: 0, connections: 1 }] },
      { kernels: [{ id: "a", state: "idle", last: 0, connections: 0 }] },
      true,
    ],
    ["a terminal that is gone", { names: ["1"] }, {}, true],
    [
      "not a kernel that became idle, which tells when",
      { kernels: [{ id: "a", state: "busy", last: 0 }] },
      { kernels: [{ id: "a", state: "idle", last: 0 }] },
      false,
    ],
    ["not what was there before", { names: ["1"] }, { names: ["1"] }, false],
    ["not the terminal of a look by a sweep", { names: ["studioctl_look_abc_1"] }, {}, false],
  ])("counts as active until its next look: %s", (_, first, second, counts) => {
    const box = running();
    box.look(reading(first));
    const state = JSON.parse(box.file("state"));
    writeFileSync(join(box.folder, "state"), JSON.stringify({ ...state, last: nowSeconds() - 7_200, sent: { ...state.sent, at: 0 } }));
    box.look(reading(second));
    const { at, lastActivity } = report(box.values().at(-1));
    expect(at?.getTime() === lastActivity?.getTime()).toBe(counts);
  });

  it("says that it did not see everything, on its first look and wherever the probe says so", () => {
    const box = started();
    box.look(reading());
    expect(report(box.values().at(-1)).complete).toBe(false);
    box.look(reading());
    expect(report(box.values().at(-1)).complete).toBe(true);
    box.look(reading({ notSeen: ["gpu"] }));
    expect(report(box.values().at(-1)).complete).toBe(false);
  });

  it("reports again after a refusal, and keeps a log of at most 100 kB", () => {
    const box = running();
    box.refuse("ThrottlingException: Rate exceeded");
    box.look(reading({ processes: [train] }));
    expect(box.file("log")).toContain("not reported: Exception: ThrottlingException");
    box.append("log", "学".repeat(33_000));
    box.allow();
    box.look(reading({ processes: [train] }));
    expect(report(box.values().at(-1)).active).toEqual(["train.py runs in the background"]);
    expect(Buffer.byteLength(box.file("log"))).toBeLessThan(80_000);
    expect(box.file("log")).toContain("reported train.py runs in the background");
  });

  it("reports nothing after a reading that it does not understand", () => {
    const box = running();
    const before = box.values().length;
    for (const line of ["", "{}", '{"probe":1}', '{"probe":1,"processes":[[]]}', "\u0000"]) box.look(line);
    expect(box.values().length).toBe(before);
    expect(box.file("log")).toContain("not reported");
  });

  it("shows a hostile program name in the characters of a tag, and never its line end", () => {
    const box = running();
    box.look(reading({ processes: [[100, 1, 1_000, "a/b\n+%\u202e\ud83d\ude00", 50, "alive", null, null]] }));
    const value = box.values().at(-1) ?? "";
    expect(value).toMatch(/^[A-Za-z0-9 _.:=@+/-]{1,256}$/);
    expect(report(value)).toMatchObject({ state: "fresh", active: [String.raw`a/b\n+%\u202e😀 runs in the background`.slice(0, 60)] });
  });

  it("touches the activity file only if asked to, and only while something is active", () => {
    const [quiet, touching] = [running(), running({ touch: true })];
    quiet.look(reading({ processes: [train] }));
    expect(existsSync(idleFile(quiet))).toBe(false);
    expect(existsSync(idleFile(touching))).toBe(false);
    touching.look(reading({ processes: [train] }));
    expect(readFileSync(idleFile(touching), "utf8")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("sees the same at work as the sweep does in the same two readings, and as completely", () => {
    const box = running();
    const pid = fc.integer({ min: 2, max: 9 });
    const process = fc.tuple(
      pid,
      pid,
      fc.integer({ min: 1, max: 6_000 }),
      fc.constantFrom("train.py", "node"),
      fc.integer({ min: 0, max: 900 }),
      fc.constantFrom("alive", "busy"),
      fc.constantFrom(null, true),
      fc.constantFrom(null, "pts/1"),
    );
    const any = fc.record({
      probe: fc.constant(1),
      at: fc.constant(1_000),
      python: fc.boolean(),
      up: fc.integer({ min: 60, max: 70 }),
      notSeen: fc.constantFrom<string[]>([], ["gpu"]),
      names: fc.constantFrom<string[]>([], ["1"], ["studioctl_look_abc_1"], ["1", "studioctl_look_abc_1"]),
      kernels: fc.constantFrom<unknown>(null, [], [{ id: "0123456789", state: "busy", last: 5 }], [{ id: "1", state: "idle", last: null }]),
      processes: fc.option(fc.uniqueArray(process, { maxLength: 4, selector: ([id]) => id })),
      terminals: fc.constantFrom<unknown>(
        null,
        [],
        [{ tty: "pts/1", input: 3, jupyter: true, mine: false }],
        [{ tty: "pts/1", input: 3, jupyter: true, mine: true }],
        [
          { tty: "pts/1", input: 3, jupyter: true, mine: false },
          { tty: "pts/2", input: 3, jupyter: true, mine: true },
        ],
      ),
      connections: fc.constantFrom<unknown>(null, [], [{ start: 5 }], [{ start: 5 }, { start: 6 }]),
      editors: fc.constantFrom<unknown>(null, [], [{ name: "e", start: 5, connected: null }], [{ name: "e", start: 5, connected: false }]),
      gpu: fc.constantFrom<unknown>(null, { busy: 4, names: [] }, { busy: 40, names: ["train.py"] }),
      idleFile: fc.constantFrom(null, 7),
    });
    const pairs = fc.sample(fc.tuple(any, any), 300);
    const program = box.file("beacon.py").split("if sys.argv[1]=='start'")[0] ?? "";
    const code = `import sys\nsys.argv=['-c']\n__file__='x'\nexec(sys.stdin.readline().encode().decode('unicode_escape'))\nfor l in sys.stdin:\n a,b=json.loads(l)\n print(json.dumps([len(work(a,b))>0,complete(a,b)]))\n`;
    const input = `${JSON.stringify(program).slice(1, -1)}\n${pairs.map((pair) => `${JSON.stringify(pair)}\n`).join("")}`;
    const { stdout, stderr } = box.python(code, input);
    expect(stderr).toBe("");
    const seen = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const expected = pairs.map((pair) => {
      const [first, second] = pair.map((each) => readInside(JSON.stringify(each)));
      if (first === undefined || second === undefined || "seen" in first || "seen" in second) throw new TypeError("a reading is malformed");
      return [workInside(first, second).length > 0, notSeenInside(first, second, "needed").length === 0];
    });
    expect(seen).toEqual(expected);
  });
});

it.each([
  [60_000, true],
  [900_000, true],
  [30_000, false],
  [90_000, false],
  [960_000, false],
])("an interval of %i ms: %s", (ms, is) => {
  expect(isBeaconInterval(ms)).toBe(is);
});
