import { afterAll, expect, it } from "vitest";
import { version } from "../../package.json";
import { machine } from "./machine.ts";

const sandbox = "sandbox: a simulated account, nothing real is touched\n";

/** What a first sweep says in a pipe, and each that stops Studio Classic apps. */
const expectedWarnings = /^warning: (?:no record of earlier runs, |\d+ Studio Classic apps may not start again ).*\n/gm;

/** What has to work wherever the program is, in a folder that is not its own and without a Node on the path. `begin` are the words that start it. */
export function itWorks(begin: readonly string[]): void {
  const { run, remove } = machine();
  afterAll(remove);
  const studioctl = (...words: string[]) => run([...begin, ...words]);
  const sweep = (...words: string[]) => {
    const { code, stdout, stderr } = studioctl("--sandbox", "auto-shutdown", ...words, "-o", "json");
    expect([code, stderr.replaceAll(expectedWarnings, "")]).toEqual([0, expect.not.stringMatching(/warning|error/i)]);
    return JSON.parse(stdout).Summary;
  };

  it("tells its version, and nothing else", () => {
    expect(studioctl("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    [["--help"], "auto-shutdown"],
    [["app", "list", "--help"], "--watch"],
    [["help", "exit-codes"], "124"],
  ])("helps: %s", (words, part) => {
    expect(studioctl(...words)).toEqual({ code: 0, stdout: expect.stringContaining(part), stderr: "" });
  });

  it("prints the script that completes its words", () => {
    expect(studioctl("completion", "bash")).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^# bash completion[^]*complete .*studioctl\n$/),
      stderr: "",
    });
  });

  it("answers a shell with names of the account, at the latest when it is asked again", () => {
    let answers = 0;
    let told = "";
    while (told === "" && answers < 20) {
      told = studioctl("__complete", "domain", "bash", "", "--sandbox", "domain", "describe", "").stdout;
      answers += 1;
    }
    expect(told.split("\n")).toEqual(expect.arrayContaining(["research", "finance-bi"]));
  });

  it("lists apps as a table and as JSON", () => {
    const table = studioctl("--sandbox", "app", "list", "-d", "research");
    expect(table).toMatchObject({ code: 0, stdout: expect.stringMatching(/^OWNER +TYPE +NAME +STATUS/) });
    const json = studioctl("--sandbox", "app", "list", "-d", "research", "-o", "json", "-q");
    expect(json).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(json.stdout)).toHaveLength(table.stdout.trim().split("\n").length - 1);
  });

  it("prints YAML, and answers a query", () => {
    expect(studioctl("--sandbox", "domain", "list", "-o", "yaml", "--query", "[].DomainName")).toEqual({
      code: 0,
      stdout: "- research\n- finance-bi\n",
      stderr: sandbox,
    });
  });

  it("plans a sweep, does what it planned, and then has nothing left to do", () => {
    const plan = sweep("plan");
    expect(plan.Idle).toBeGreaterThan(5);
    expect(sweep("run", "--yes")).toMatchObject({ Stopped: plan.Idle, Failed: 0 });
    expect(sweep("plan").Idle).toBe(0);
  });

  it("tells an error by its code", () => {
    expect(studioctl("ap", "list")).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("app") });
  });
}
