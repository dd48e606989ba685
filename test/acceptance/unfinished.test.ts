import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { account, patience } from "./account.ts";

const env = { NODE_OPTIONS: `--require ${join(import.meta.dirname, "never-settles.cjs")}` };

describe.concurrent("a promise that never settles never looks like success", patience, () => {
  it.each(["auto-shutdown plan", "auto-shutdown run --yes", "app list -d research", "sandbox status"])(
    "%s exits 1 and says so",
    async (line) => {
      const { code, stdout, stderr } = await account().run(`studioctl ${line}`, { env });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/^error: the command ended before it finished\nwhy: .+\nfix: .+--debug/m);
    },
  );

  it("with -o json as one error object", async () => {
    const { code, stderr } = await account().run("studioctl auto-shutdown plan -o json -q", { env });
    expect([code, JSON.parse(stderr)]).toMatchObject([1, { Error: { Code: "failed", Message: "the command ended before it finished" } }]);
  });

  it("with 255 where other exit codes are those of a remote command", async () => {
    const { code, stderr } = await account().run("studioctl ssh nlp-notebooks -d research -- true", { env });
    expect([code, stderr]).toEqual([255, expect.stringMatching(/^error: the command ended before it finished\n/m)]);
  });

  it("a command that finishes is not affected", async () => {
    expect(await account().run("studioctl --version", { env })).toMatchObject({ code: 0, stderr: "" });
  });
});
