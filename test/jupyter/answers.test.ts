import { describe, expect, it } from "vitest";
import { lastActive, listedKernels, placeImageTerminals, sessionKernels, terminals, unite } from "../../src/jupyter/answers.ts";

const at = "2025-06-02T10:00:00.123456Z";
const kernel = { id: "k1", name: "python3", last_activity: at, execution_state: "idle", connections: 2 };
const session = { id: "s1", path: "a.ipynb", name: "a.ipynb", type: "notebook", kernel };

describe("sessions and kernels", () => {
  it("are united by id, the session adding its path and app", () => {
    const sessions = sessionKernels([{ ...session, kernel: { ...kernel, app_name: "cpu", instance_type: "ml.m5.large" } }]);
    expect(unite(sessions, listedKernels([kernel, { ...kernel, id: "k2" }]))).toEqual([
      { id: "k1", state: "idle", lastActivity: new Date("2025-06-02T10:00:00.123Z"), connections: 2, appName: "cpu", path: "a.ipynb" },
      { id: "k2", state: "idle", lastActivity: new Date("2025-06-02T10:00:00.123Z"), connections: 2 },
    ]);
  });

  it.each([
    ["idle", "busy"],
    ["busy", "idle"],
  ])("that moved between the two reads (%s, %s) count as the busier and the later", (first, second) => {
    const later = "2025-06-02T10:00:05Z";
    const sessions = sessionKernels([{ ...session, kernel: { ...kernel, execution_state: first, last_activity: later } }]);
    expect(unite(sessions, listedKernels([{ ...kernel, execution_state: second }]))).toMatchObject([{ state: "busy", lastActivity: new Date(later) }]);
  });

  it("are pending where the session says so, whatever its kernel says", () => {
    expect(sessionKernels([{ ...session, type: "pending" }])).toMatchObject([{ id: "k1", state: "pending" }]);
    expect(sessionKernels([{ ...session, type: "pending", kernel: null }])).toEqual([{ id: "s1", state: "pending", path: "a.ipynb" }]);
    expect(sessionKernels([{ ...session, kernel: null }])).toMatchObject([{ id: "s1", state: "pending" }]);
  });

  it.each([
    ["no list", { message: "Forbidden" }, "/api/sessions answered something else than a list of objects"],
    ["a list of texts", ["k1"], "/api/sessions answered something else than a list of objects"],
    ["404", undefined, "/api/sessions answered 404"],
    ["no kernel", [{ id: "s1" }], "/api/sessions lists a session without kernel"],
    ["no id of a pending session", [{ kernel: null }], "a session without id"],
    ["no kernel id", [{ ...session, kernel: { ...kernel, id: undefined } }], "/api/sessions lists a kernel without id"],
    ["no state", [{ ...session, kernel: { ...kernel, execution_state: undefined } }], "/api/sessions lists a kernel without execution_state"],
    ["no time", [{ ...session, kernel: { ...kernel, last_activity: null } }], "/api/sessions lists a kernel without last_activity"],
  ])("are unreadable with %s", (_what, answer, why) => {
    expect(() => sessionKernels(answer)).toThrow(why);
  });
});

describe("times", () => {
  it.each([
    ["2025-06-02T10:00:00Z", "2025-06-02T10:00:00.000Z"],
    ["2025-06-02T10:00:00.123456z", "2025-06-02T10:00:00.123Z"],
    ["2025-06-02T12:00:00.5+02:00", "2025-06-02T10:00:00.500Z"],
    ["2999-01-01T00:00:00Z", "2999-01-01T00:00:00.000Z"],
  ])("%s is understood, future or not", (text, time) => {
    expect(lastActive({ lastActiveTimestamp: text })?.toISOString()).toBe(time);
  });

  it.each(["2025-06-02T10:00:00", "2025-06-02", "yesterday", "", "2025-13-02T10:00:00Z", 1_748_858_400, {}])(
    "%j is refused: no time, or nobody knows where",
    (value) => {
      expect(() => lastActive({ lastActiveTimestamp: value })).toThrow("/api/idle answered with a lastActiveTimestamp that is no time");
    },
  );
});

describe("/api/idle", () => {
  it.each([[undefined], [{}]])("may tell nothing: %j", (answer) => {
    expect(lastActive(answer)).toBeUndefined();
  });

  it("is unreadable as anything but an object", () => {
    expect(() => lastActive([])).toThrow("/api/idle answered something else than an object");
  });
});

describe("terminals", () => {
  it("have a time on new Studio, none on Classic, and may be switched off", () => {
    expect(terminals([{ name: "1", last_activity: at }])).toEqual([{ name: "1", lastActivity: new Date("2025-06-02T10:00:00.123Z") }]);
    expect(terminals([{ name: "1" }])).toEqual([{ name: "1" }]);
    expect(terminals(undefined)).toEqual([]);
  });

  it.each([[[{ last_activity: at }], "without name"], [[{ name: "1", last_activity: "?" }], "that is no time"]])("are unreadable as %j", (answer, why) => {
    expect(() => terminals(answer)).toThrow(why);
  });
});

describe("image terminals", () => {
  const environment = "arn:aws:sagemaker:us-east-1:081325390199:image/datascience-1.0";
  const name = `${environment}__7f3a__ml.m5.large`;
  const app = { app_name: "cpu", environment_arn: environment, instance_type: "ml.m5.large" };

  it("belong to the app with their image and instance type", () => {
    const apps = [{ ...app, app_name: "gpu", instance_type: "ml.g4dn.xlarge" }, app];
    expect(placeImageTerminals([{ name: "1" }, { name }], apps)).toEqual([{ name: "1" }, { name, appName: "cpu" }]);
  });

  it("belong to each of several such apps, since the name does not tell which", () => {
    expect(placeImageTerminals([{ name }], [app, { ...app, app_name: "cpu-2" }])).toEqual([
      { name, appName: "cpu" },
      { name, appName: "cpu-2" },
    ]);
  });

  it("belong to no known app where none fits", () => {
    expect(placeImageTerminals([{ name }], [])).toEqual([{ name }]);
  });

  it("are unreadable without the list of apps", () => {
    expect(() => placeImageTerminals([{ name }], undefined)).toThrow("/sagemaker/api/apps answered 404");
  });
});
