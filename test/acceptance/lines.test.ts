import { describe, expect, it } from "vitest";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { account, patience } from "./account.ts";

/** An account of one domain, where each user has one app and each page of a list takes `latencyMs`. */
const crowdOf = (users: number, latencyMs: number): Seed => ({
  settings: { latencyMs },
  domains: [
    {
      name: "crowd",
      users: Array.from({ length: users }, (_, number) => ({ name: `user-${number}`, apps: [{ type: "JupyterServer", started: "1h" }] })),
      spaces: [],
    },
  ],
});

/** Three pages of users, and as many of apps. */
const crowd = crowdOf(250, 100);

const pages = 40;
/** A list that takes so long that its reader goes away in the middle of it, on a busy machine too. */
const manyPages = crowdOf(pages * 100, 500);

/** What a run told on both outputs, in its order: a call, or an object of the list. */
const inOrder = (text: string, operation: string): readonly string[] =>
  text.split("\n").flatMap((line) => (line.startsWith("{") ? ["object"] : line.includes(operation) ? ["call"] : []));

describe.concurrent("a list as jsonl", patience, () => {
  it.each([
    ["app list", "ListApps"],
    ["profile list", "ListUserProfiles"],
  ])("of %s is written as pages arrive: a page is there before the next is asked for", async (command, operation) => {
    const { run } = account(crowd);
    const { code, stdout } = await run(`studioctl ${command} -o jsonl --debug 2>&1`);
    const page = ["call", ...Array.from({ length: 100 }, () => "object")];
    expect([code, inOrder(stdout, operation)]).toEqual([0, [...page, ...page, ...page.slice(0, 51)]]);
  });

  it("ends quietly where its reader has enough, and reads no further page", async () => {
    const { run } = account(manyPages);
    const { code, stdout, stderr } = await run("studioctl app list -o jsonl --debug | head -n 1");
    expect([
      code,
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).UserProfileName),
    ]).toEqual([0, ["user-0"]]);
    expect(inOrder(stderr, "ListApps").length).toBeLessThan(pages);
    expect(stderr).not.toContain("error:");
  });

  it("jsonl has the same objects as json", async () => {
    const { run } = account(crowd);
    const [lines, whole] = await Promise.all([run("studioctl app list -o jsonl"), run("studioctl app list -o json")]);
    expect(
      lines.stdout
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(JSON.parse(whole.stdout));
  });
});
