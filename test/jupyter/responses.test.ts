import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { readKernels } from "../../src/jupyter/kernel-list.ts";
import { readLastActive, readStarted } from "../../src/jupyter/responses.ts";
import { listedTerminals, placeTerminals, readHomes } from "../../src/jupyter/terminal-list.ts";

const at = "2025-06-02T10:00:00.123456Z";
const time = new Date("2025-06-02T10:00:00.123Z");
const later = "2025-06-02T10:00:05Z";
const kernel = { id: "k1", name: "python3", last_activity: at, execution_state: "idle", connections: 2 };
const session = { id: "s1", path: "a.ipynb", name: "a.ipynb", type: "notebook", kernel };
const withKernel = (change: object, more: object = {}) => ({ ...session, ...more, kernel: { ...kernel, ...change } });

describe("sessions and kernels", () => {
  it("are united by id, the session adding its path and app", () => {
    expect(readKernels([withKernel({ app_name: "cpu", instance_type: "ml.m5.large" })], [kernel, { ...kernel, id: "k2" }])).toEqual({
      kernels: [
        { id: "k1", state: "idle", lastActivity: time, connections: 2, appName: "cpu", path: "a.ipynb" },
        { id: "k2", state: "idle", lastActivity: time, connections: 2 },
      ],
      unreadable: [],
    });
  });

  describe("that disagree about one kernel count as the busiest and the latest", () => {
    it.each([
      ["idle", "busy", "busy"],
      ["starting", "busy", "busy"],
      ["dead", "busy", "busy"],
      ["restarting", "busy", "busy"],
      ["starting", "restarting", "restarting"],
      ["idle", "terminating", "terminating"],
      // A state that nobody knows may be work, one between two others is not.
      ["autorestarting", "working", "working"],
      ["restarting", "unknown", "unknown"],
      ["terminating", "waiting", "waiting"],
      ["idle", "hibernating", "hibernating"],
      ["idle", "starting", "starting"],
      ["dead", "idle", "idle"],
      ["one", "two", "one"],
      // A name that every object has is a state like any other that nobody knows.
      ["idle", "constructor", "constructor"],
    ])("%s and %s, in any order", (one, other, state) => {
      for (const [first, second] of [
        [one, other],
        [other, one],
      ]) {
        const sessions = [withKernel({ execution_state: first, last_activity: later })];
        expect(readKernels(sessions, [{ ...kernel, execution_state: second }]).kernels).toMatchObject([
          { state, lastActivity: new Date(later) },
        ]);
        expect(
          readKernels(
            [],
            [
              { ...kernel, execution_state: first, last_activity: later },
              { ...kernel, execution_state: second },
            ],
          ).kernels,
        ).toMatchObject([{ state, lastActivity: new Date(later) }]);
      }
    });

    it.each([
      ["idle", "pending"],
      ["dead", "pending"],
      ["starting", "starting"],
      ["busy", "busy"],
      ["restarting", "restarting"],
    ])("a pending session of a kernel that is %s is %s", (execution_state, state) => {
      const pending = withKernel({ execution_state }, { type: "pending" });
      expect(readKernels([pending], [])).toMatchObject({ kernels: [{ id: "k1", state }], unreadable: [] });
      expect(readKernels([withKernel({}, { type: "pending" })], [{ ...kernel, execution_state }])).toMatchObject({
        kernels: [{ id: "k1", state }],
      });
    });

    it("one kernel listed for two apps may run in either, so busy wins in both", () => {
      const sessions = [withKernel({ app_name: "cpu", execution_state: "busy", last_activity: later }), withKernel({ app_name: "gpu" })];
      const both = ["cpu", "gpu"].map((appName) => ({ id: "k1", appName, state: "busy", lastActivity: new Date(later) }));
      expect(readKernels(sessions, [kernel]).kernels).toMatchObject(both);
      expect(readKernels(sessions.toReversed(), []).kernels).toMatchObject(both.toReversed());
      expect(
        readKernels([withKernel({ app_name: "cpu" })], [{ ...kernel, app_name: "gpu", execution_state: "busy", last_activity: later }])
          .kernels,
      ).toMatchObject(both);
    });
  });

  it("are pending where there is no kernel yet", () => {
    const pending = { id: "s1", state: "pending", path: "a.ipynb" };
    expect(readKernels([{ ...session, type: "pending", kernel: null }], []).kernels).toEqual([pending]);
    expect(readKernels([{ ...session, kernel: null }], []).kernels).toEqual([pending]);
    expect(readKernels([{ id: "s1", path: "a.ipynb", type: "pending" }], []).kernels).toEqual([pending]);
  });

  it.each([
    ["no list", { message: "Forbidden" }, "/api/sessions did not answer with a list"],
    ["404", undefined, "the server answered 404 to /api/sessions"],
    ["thousands of items", Array.from({ length: 2_001 }, () => session), "/api/sessions lists more than 2000 items"],
  ])("are unreadable as a whole with %s", (_what, answer, why) => {
    expect(() => readKernels(answer, [])).toThrow(why);
  });

  describe("of which one is malformed", () => {
    const good = { ...kernel, id: "k2" };
    const noState = { why: "/api/sessions lists a kernel without execution_state" };
    const noId = { why: "/api/sessions lists a kernel without id" };

    it.each<[string, unknown, object[], object[]]>([
      ["a text", "k1", [], [noId]],
      ["null", null, [], [noId]],
      ["without kernel", { id: "s1" }, [], [noId]],
      ["whose kernel is a text", { ...session, kernel: "k1" }, [], [noId]],
      [
        "without state, but with its app and time",
        withKernel({ execution_state: undefined, app_name: "cpu" }),
        [],
        [{ ...noState, appName: "cpu", lastActivity: time }],
      ],
      ["with a number as state", withKernel({ execution_state: 1 }), [], [{ ...noState, lastActivity: time }]],
      ["without id", withKernel({ id: undefined }), [], [{ ...noId, lastActivity: time }]],
      [
        "without id, but at work",
        withKernel({ id: "", execution_state: "busy", app_name: "cpu" }),
        [{ id: "without id", state: "busy", appName: "cpu" }],
        [{ ...noId, appName: "cpu" }],
      ],
      ["pending, without any id", { type: "pending", kernel: null }, [{ id: "without id", state: "pending" }], [noId]],
      ["with an id of any length", withKernel({ id: "k".repeat(201) }), [], [{ ...noId, lastActivity: time }]],
      ["without time", withKernel({ last_activity: null }), [{ id: "k1", state: "idle", path: "a.ipynb" }], []],
      ["with a local time", withKernel({ last_activity: "2025-06-02T10:00:00" }), [{ id: "k1", state: "idle", path: "a.ipynb" }], []],
    ])("%s, the others are read", (_what, malformed, kernels, unreadable) => {
      const read = readKernels([malformed, { ...session, kernel: good }], [good]);
      expect(read.kernels).toMatchObject([
        ...kernels.filter((each) => "id" in each && each.id === "k1"),
        { id: "k2", state: "idle" },
        ...kernels.filter((each) => "id" in each && each.id !== "k1"),
      ]);
      expect(read.unreadable).toMatchObject(unreadable);
    });

    it("its time is unknown where it cannot be read", () => {
      expect(readKernels([], [{ ...kernel, last_activity: "now" }]).kernels[0]).not.toHaveProperty("lastActivity");
    });

    it("another list that has it whole is enough", () => {
      expect(readKernels([withKernel({ execution_state: undefined, last_activity: 5 })], [kernel])).toEqual({
        kernels: [{ id: "k1", state: "idle", lastActivity: time, connections: 2, path: "a.ipynb" }],
        unreadable: [],
      });
    });

    it("a name that is a key of all objects is none of ours", () => {
      const poisoned: unknown = JSON.parse('[{"__proto__":{"id":"k1","execution_state":"idle"},"constructor":{"id":"k1"}}]');
      expect(readKernels([], poisoned)).toEqual({ kernels: [], unreadable: [{ why: "/api/kernels lists a kernel without id" }] });
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  });

  it("hold no more memory than what is left of a text that was cut", () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage: () => void = runInNewContext("gc");
    const memory = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = memory();
    const held = Array.from({ length: 20 }, (_, place) => {
      const listed = JSON.stringify([{ ...session, path: `${place}${"x".repeat(3_000_000)}\u4E00` }]);
      return readKernels(JSON.parse(listed), []);
    });
    expect(memory() - before).toBeLessThan(20_000_000);
    expect(held.flatMap(({ kernels }) => kernels.map(({ path }) => path?.length))).toEqual(held.map(() => 200));
  });

  it("have their texts cut to 200 characters, and no character in half", () => {
    const path = `${"a".repeat(198)}😀${"b".repeat(7_000_000)}`;
    const [read] = readKernels([withKernel({ execution_state: "x".repeat(10_000), app_name: "y".repeat(10_000) }, { path })], []).kernels;
    expect(read).toMatchObject({ path: `${"a".repeat(198)}…`, state: `${"x".repeat(199)}…`, appName: `${"y".repeat(199)}…` });
  });
});

describe("times", () => {
  it.each([
    ["2025-06-02T10:00:00Z", "2025-06-02T10:00:00.000Z"],
    ["2025-06-02T10:00:00.123456z", "2025-06-02T10:00:00.123Z"],
    ["2025-06-02T12:00:00.5+02:00", "2025-06-02T10:00:00.500Z"],
    ["2999-01-01T00:00:00Z", "2999-01-01T00:00:00.000Z"],
  ])("%s is understood, future or not", (text, time) => {
    expect(readLastActive({ lastActiveTimestamp: text })?.toISOString()).toBe(time);
    expect(readStarted({ started: text })?.toISOString()).toBe(time);
  });

  it.each(["2025-06-02T10:00:00", "2025-06-02", "yesterday", "", "2025-13-02T10:00:00Z", 1_748_858_400, {}, null])(
    "%j is refused: not a time, or without an offset",
    (value) => {
      expect(() => readLastActive({ lastActiveTimestamp: value })).toThrow(
        "/api/idle answered with a lastActiveTimestamp that is not a time",
      );
      expect(() => readStarted({ started: value })).toThrow("/api/status answered with a started that is not a time");
    },
  );
});

describe.each([
  ["/api/idle", readLastActive],
  ["/api/status", readStarted],
])("%s", (where, read) => {
  it.each([[undefined], [{}]])("may be without activity: %j", (answer) => {
    expect(read(answer)).toBeUndefined();
  });

  it.each([[[]], ["x"], [null]])("is unreadable as %j", (answer) => {
    expect(() => read(answer)).toThrow(`${where} did not answer with an object`);
  });
});

const readTerminals = (answer: unknown) => placeTerminals(listedTerminals(answer));
const place = (terminals: unknown, apps: unknown) => placeTerminals(listedTerminals(terminals), readHomes(apps));

describe("terminals", () => {
  it("have a time on new Studio, none on Classic, and may be switched off", () => {
    expect(readTerminals([{ name: "1", last_activity: at }])).toEqual({ terminals: [{ name: "1", lastActivity: time }], unreadable: [] });
    expect(readTerminals([{ name: "1" }])).toEqual({ terminals: [{ name: "1" }], unreadable: [] });
    expect(readTerminals(undefined)).toEqual({ terminals: [], unreadable: [] });
  });

  it.each([[{ last_activity: at }], [{ name: "" }], [{ name: 1 }], ["1"], [null]])(
    "of which one is malformed, %j, the others are read",
    (malformed) => {
      expect(readTerminals([malformed, { name: "2" }])).toEqual({
        terminals: [{ name: "2" }],
        unreadable: [{ why: "/api/terminals lists a terminal without name" }],
      });
    },
  );

  it("with a time that cannot be read are open, and unreadable", () => {
    expect(readTerminals([{ name: "1", last_activity: "?" }])).toEqual({
      terminals: [{ name: "1" }],
      unreadable: [{ why: "/api/terminals lists a terminal with a last_activity that is not a time" }],
    });
  });

  it.each([
    [{}, "did not answer with a list"],
    [Array.from({ length: 2_001 }, () => ({ name: "1" })), "lists more than 2000 items"],
  ])("are unreadable as a whole with %#", (answer, why) => {
    expect(() => listedTerminals(answer)).toThrow(`/api/terminals ${why}`);
  });
});

describe("image terminals", () => {
  const environment = "arn:aws:sagemaker:us-east-1:081325390199:image/datascience-1.0";
  const name = `${environment}__7f3a__ml.m5.large`;
  const app = { app_name: "cpu", environment_arn: environment, instance_type: "ml.m5.large" };

  it("belong to the app with their image and instance type", () => {
    const apps = [{ ...app, app_name: "gpu", instance_type: "ml.g4dn.xlarge" }, app];
    expect(place([{ name: "1" }, { name }], apps).terminals).toEqual([{ name: "1" }, { name, appName: "cpu" }]);
  });

  it("belong to each of several such apps, since the name does not tell which", () => {
    expect(place([{ name }], [app, { ...app, app_name: "cpu-2" }]).terminals).toEqual([
      { name, appName: "cpu" },
      { name, appName: "cpu-2" },
    ]);
  });

  it.each<[string, object[]]>([
    ["none fits", []],
    ["one that fits has no name", [app, { ...app, app_name: undefined }]],
    ["more fit than can share an instance", Array.from({ length: 21 }, (_, place) => ({ ...app, app_name: `cpu-${place}` }))],
  ])("belong to no known app where %s", (_what, apps) => {
    expect(place([{ name }], apps).terminals).toEqual([{ name }]);
  });

  it("are placed in as many steps as there are terminals and apps", () => {
    const terminals = Array.from({ length: 2_000 }, (_, place) => ({ name: `${environment}__${place}__ml.m5.large` }));
    const apps = Array.from({ length: 2_000 }, (_, place) => ({ ...app, app_name: `cpu-${place}` }));
    expect(place(terminals, apps).terminals).toHaveLength(2_000);
    expect(place(terminals, apps.slice(0, 20)).terminals).toHaveLength(40_000);
  });

  it("whose time cannot be read are unreadable for their app", () => {
    expect(place([{ name, last_activity: 0 }], [app]).unreadable).toEqual([
      { why: "/api/terminals lists a terminal with a last_activity that is not a time", appName: "cpu" },
    ]);
  });

  it("have their names cut once their app is known", () => {
    const long = `${environment}__7f3a__ml.m5.large__${"x".repeat(5_000)}`;
    expect(place([{ name: long }], [app]).terminals).toEqual([{ name: `${long.slice(0, 199)}…`, appName: "cpu" }]);
  });

  it.each([
    [undefined, "the server answered 404 to /sagemaker/api/apps"],
    [{}, "/sagemaker/api/apps did not answer with a list"],
    [["x"], "/sagemaker/api/apps lists something that is not an app"],
  ])("have no app by %j", (apps, why) => {
    expect(() => readHomes(apps)).toThrow(why);
  });
});
