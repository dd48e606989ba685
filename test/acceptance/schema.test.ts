import { describe, expect, it } from "vitest";
import { commandList } from "../../src/cli/commands/command-list.ts";
import { commandsOf } from "../../src/cli/command-list.ts";
import { account, patience } from "./account.ts";
import { documented, faultsOf } from "./schema.ts";

/** Their result is text, or that something was done. */
const withoutDocument: ReadonlySet<string> = new Set([
  "domain open",
  "profile open",
  "space open",
  "lifecycle-config delete",
  "auto-shutdown beacon print",
  "auto-shutdown schedule print",
  "auto-shutdown schedule install",
  "auto-shutdown schedule remove",
  "terminal",
  "ssh",
  "ssh-config print",
  "ssh-config install",
  "ssh-config remove",
  "code",
  "completion",
  "licenses",
  "sandbox serve",
  "sandbox seed",
  "sandbox reset",
]);

const commands = (await commandsOf(commandList)).map(({ name }) => name);

describe("the schema", () => {
  it("defines the document of each command, and of no other", () => {
    const expected = [...commands.filter((name) => !withoutDocument.has(name)), "error"];
    expect(documented.toSorted()).toEqual(expected.toSorted());
  });

  it("refuses a document that lacks what is promised, or has something else in its place", () => {
    const app = {
      DomainId: "d-1",
      UserProfileName: "alice",
      AppType: "KernelGateway",
      AppName: "one",
      Status: "InService",
      CreationTime: "2026-03-01T00:00:00.000Z",
    };
    expect(faultsOf("app list", [app])).toEqual([]);
    for (const wrong of [
      { ...app, Status: undefined },
      { ...app, HourlyUsd: "0.05" },
      { ...app, CreationTime: "yesterday" },
      { ...app, SpaceName: "nlp" },
      {},
    ]) {
      expect(faultsOf("app list", [wrong])).not.toEqual([]);
    }
    expect(faultsOf("app lost", [])).toEqual([expect.stringContaining("no definition")]);
  });
});

describe.concurrent("by the schema", patience, () => {
  it.each([
    ["app describe alice/nothing -d research", 1],
    ["app describe alice/default -d nowhere", 1],
    ["app lst", 2],
  ])("is the error of %s, on stderr", async (line, code) => {
    const { run } = account();
    const outcome = await run(`studioctl -q ${line} -o json`);
    expect([outcome.code, outcome.stdout, faultsOf("error", JSON.parse(outcome.stderr))]).toEqual([code, "", []]);
  });

  it("is what the verbs print that stop and start an app again", async () => {
    const { run } = account();
    for (const [command, words] of [
      ["space restart", "nlp-notebooks --dry-run"],
      ["space restart", "nlp-notebooks --force"],
      ["app restart", "space:nlp-notebooks/default --force"],
      ["space stop", "nlp-notebooks --force"],
      ["space stop", "nlp-notebooks"],
      ["space start", "nlp-notebooks --dry-run"],
      ["space start", "nlp-notebooks --no-wait"],
    ] as const) {
      const { stdout } = await run(`studioctl -q ${command} ${words} -d research -o json`);
      expect([command, words, faultsOf(command, JSON.parse(stdout))]).toEqual([command, words, []]);
    }
  });

  it("is each line of a list as jsonl", async () => {
    const { run } = account();
    const { stdout } = await run("studioctl app list -d research -o jsonl");
    const lines = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect([lines.length > 10, faultsOf("app list", lines)]).toEqual([true, []]);
  });
});
