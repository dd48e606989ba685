import { describe, expect, it } from "vitest";
import { account, patience, quickStory } from "./account.ts";

/** The story, in which no space may be described. */
const denied = () =>
  account({
    ...quickStory,
    settings: { ...quickStory.settings, faults: [{ operation: "DescribeSpace", error: "AccessDeniedException", status: 403 }] },
  });
const script = "#!/bin/bash\nset -eux\n";
const warning = /^warning: space d-\w+\/[\w-]+ was not read: /m;

describe.concurrent("settings levels that cannot be read", patience, () => {
  it("are a warning and 3 for images, lifecycle configs and idle settings alike, and the rest is shown", async () => {
    const { run } = denied();
    await run("studioctl lcc create setup --file - --app-type JupyterLab", { stdin: script });
    expect(await run("studioctl lcc attach setup -d research --user alice --yes")).toMatchObject({ code: 0 });
    for (const [line, shown] of [
      ["image list", ""],
      ["lcc list", "user alice"],
      ["lcc describe setup", "user alice"],
      ["lcc detach setup --dry-run", "user alice"],
      ["auto-shutdown settings get -d research", "(domain)"],
    ] as const) {
      const { code, stdout, stderr } = await run(`studioctl ${line}`);
      expect([line, code, stdout, stderr]).toEqual([line, 3, expect.stringContaining(shown), expect.stringMatching(warning)]);
    }
    const kept = await run("studioctl lcc delete setup --yes");
    expect([kept.code, kept.stderr]).toEqual([1, expect.stringContaining("attached to user profile")]);
    expect(await run("studioctl lcc detach setup --yes")).toMatchObject({ code: 3, stderr: expect.stringMatching(warning) });
    const unsure = await run("studioctl lcc delete setup --yes");
    expect([unsure.code, unsure.stderr]).toEqual([
      4,
      expect.stringContaining('it is unknown whether lifecycle config "setup" is attached somewhere'),
    ]);
  });
});
