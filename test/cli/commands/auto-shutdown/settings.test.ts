import { describe, expect, it } from "vitest";
import { fakeStudio } from "../../../fakes/studio.ts";
import { studioctl } from "../../run.ts";

const lab = (IdleSettings: object) => ({ JupyterLabAppSettings: { AppLifecycleManagement: { IdleSettings } } });
const studioWith = (DefaultUserSettings = {}) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research", DefaultUserSettings }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
    spaces: [{ DomainId: "d-1", SpaceName: "nlp", SpaceSettings: { AppType: "JupyterLab", ...lab({ IdleTimeoutInMinutes: 240 }) } }],
  });
const on = lab({ LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: 120, MinIdleTimeoutInMinutes: 60 });

const get = "auto-shutdown settings get";
const set = "auto-shutdown settings set";
const setLab = `${set} --type JupyterLab`;

describe("settings get", () => {
  it("shows values and origins, and that KernelGateway has none on stderr", async () => {
    const { code, stdout, stderr } = await studioctl(get, { studio: studioWith(on) });
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | ").trim())).toEqual([
      "WHERE | TYPE | IDLE SHUTDOWN | SPACES CAN SET | FROM",
      "(domain) | JupyterLab | after 120 minutes | from 60 minutes | domain",
      expect.stringMatching(/^\(domain\) \| CodeEditor \| off .*service$/),
      "space:nlp | JupyterLab | after 240 minutes | from 60 minutes | space, on by the domain",
      "",
    ]);
    expect(stderr).toContain("KernelGateway has no such settings");
    expect(stderr).toContain("needs SageMaker Distribution 2.0 or later");
  });

  it("shows the rest where a space cannot be read, warns, and is 3", async () => {
    const studio = studioWith(on);
    studio.fail("describeSpace", "nlp");
    const { code, stdout, stderr } = await studioctl(get, { studio });
    expect([code, stdout, stderr]).toEqual([
      3,
      expect.stringContaining("after 120 minutes"),
      expect.stringContaining("warning: space d-1/nlp was not read: not allowed to describeSpace"),
    ]);
    expect(stderr).not.toContain("no space differs");
  });

  it("prints the same for scripts in the service's words", async () => {
    const { stdout } = await studioctl(`${get} --space nlp -o json`, { studio: studioWith(on) });
    expect(JSON.parse(stdout)).toEqual([
      {
        DomainId: "d-1",
        SpaceName: "nlp",
        AppType: "JupyterLab",
        LifecycleManagement: "ENABLED",
        LifecycleManagementFrom: "domain",
        IdleTimeoutInMinutes: 240,
        IdleTimeoutFrom: "space",
        MinIdleTimeoutInMinutes: 60,
      },
    ]);
  });
});

describe("settings set", () => {
  it("shows the difference, and prints it for scripts in full", async () => {
    const table = await studioctl(`${setLab} --idle 3h --yes`, { studio: studioWith(on) });
    expect([table.code, table.stdout]).toEqual([0, expect.stringMatching(/IdleTimeoutInMinutes +120 +180/)]);
    const json = await studioctl(`${setLab} --idle 3h --yes -o json`, { studio: studioWith(on) });
    expect(JSON.parse(json.stdout)).toEqual({
      DomainId: "d-1",
      AppType: "JupyterLab",
      Changed: true,
      Before: { LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: 120, MinIdleTimeoutInMinutes: 60 },
      After: { LifecycleManagement: "ENABLED", IdleTimeoutInMinutes: 180, MinIdleTimeoutInMinutes: 60 },
      Status: "InService",
    });
  });

  it("says that there is nothing to change, asks nobody and calls nothing that changes", async () => {
    const studio = studioWith(on);
    const { code, stdout, stderr } = await studioctl(`${setLab} --idle 2h`, { studio });
    expect([code, stdout, stderr]).toEqual([0, "", expect.stringContaining("nothing to change")]);
    expect(studio.count("updateDomain")).toBe(0);
  });

  it("the exit code is 5 without a terminal to ask on", async () => {
    const studio = studioWith();
    const { code } = await studioctl(`${setLab} --idle 2h`, { studio });
    expect([code, studio.count("updateDomain")]).toEqual([5, 0]);
  });

  it("says that a space's time counts only once it is on", async () => {
    const { code, stderr } = await studioctl(`${setLab} --space nlp --idle 2h --yes`, { studio: studioWith() });
    expect([code, stderr]).toEqual([0, expect.stringContaining("idle shutdown is off for this space (from the service)")]);
  });

  it("says what became of it without waiting", async () => {
    const { stderr } = await studioctl(`${setLab} --disable --yes --no-wait`, { studio: studioWith(on) });
    expect(stderr).toContain("accepted: it is Updating");
  });

  it.each([
    [`${set} --idle 2h`, "missing --type"],
    [setLab, "missing --idle or --disable"],
    [`${set} --type KernelGateway --idle 2h`, '--type does not take "KernelGateway"'],
    [`${setLab} --idle 59m`, "--idle does not take 59 minutes"],
    [`${setLab} --idle 366d`, "--idle does not take 527040 minutes"],
    [`${setLab} --idle 3661s`, "--idle does not take 3661 seconds"],
    [`${setLab} --idle 2h --min 30m`, "--min does not take 30 minutes"],
    [`${setLab} --idle 2h --min 3h`, "120 minutes is below the minimum of 180"],
    [`${setLab} --idle 2h --max 1h`, "120 minutes is above the maximum of 60"],
    [`${setLab} --idle 2h --disable`, "--idle cannot be used with --disable"],
    [`${setLab} --disable --max 2h`, "--max cannot be used with --disable"],
    [`${setLab} --space nlp --idle 2h --min 1h`, "--min cannot be used with --space"],
    [`${setLab} --space nlp --idle 2h --max 3h`, "--max cannot be used with --space"],
    [`${setLab} --space nlp --disable`, "--disable cannot be used with --space"],
    [`${setLab} --user alice --space nlp --idle 2h`, "--user cannot be used with --space"],
  ])("%s is a usage error, before any call", async (line, message) => {
    const studio = studioWith();
    const { code, error } = await studioctl(`${line} --yes`, { studio });
    expect([code, error?.message, studio.calls]).toEqual([2, message, []]);
  });
});
