import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shippedPrices } from "../../src/core/cost/price-table.ts";
import type { Fault } from "../../src/sandbox/state.ts";
import { account, patience, quickStory } from "./account.ts";

const table = shippedPrices("us-east-1").asOf;
const today = () => new Date().toISOString().slice(0, 10);
const withFault = (fault: Omit<Fault, "operation">) =>
  account({ ...quickStory, settings: { ...quickStory.settings, faults: [{ operation: "GetProducts", ...fault }] } });
const cached = (folder: string) => join(folder, "state", "sandbox", "prices-us-east-1.json");

describe.concurrent("prices", patience, () => {
  it("are read by a sweep, kept for a week, and then used by all without a call", async () => {
    const { run } = account();
    const first = await run("studioctl --debug auto-shutdown plan");
    expect(first.stderr.match(/Pricing GetProducts .*: done/g)).toHaveLength(3);
    expect(first.stderr).toContain(`, by the on-demand prices of ${today()}\n`);
    expect((await run("studioctl --debug auto-shutdown plan")).stderr).not.toContain("GetProducts");
    const list = await run("studioctl --debug app list -d research");
    expect(list.stderr).not.toContain("GetProducts");
    expect(list.stderr).toMatch(new RegExp(`running instances, \\$\\d+\\.\\d\\d/h, by the on-demand prices of ${today()}\n`));
    await run("studioctl sandbox advance 7d");
    expect((await run("studioctl --debug auto-shutdown plan")).stderr).toContain("GetProducts");
  });

  it("are those of the shipped table for a list on a new machine, which makes no call for them", async () => {
    const { stderr } = await account().run("studioctl --debug app list -d research");
    expect(stderr).not.toContain("GetProducts");
    expect(stderr).toContain(`, by the on-demand prices of ${table}\n`);
  });

  it.each([
    ["it is not allowed", { error: "AccessDeniedException" }, "not allowed to read the price list"],
    ["the list does not answer in time", { error: "hang" }, "no answer within 5 s"],
    ["something else answers", { error: "html" }, "the response to GetProducts has no readable form (JSON)"],
  ])("are those of the shipped table, and a sweep says so, where %s", async (_, fault, why) => {
    const { code, stderr } = await withFault(fault).run("studioctl auto-shutdown plan");
    expect(code).toBe(0);
    expect(stderr).toContain(`, by the on-demand prices of ${table}\n`);
    expect(stderr).toContain(`the price list could not be reached (${why}): prices of the table of ${table}\n`);
  });

  it("that were kept in a damaged file are not used, and the command continues", async () => {
    const { run, folder } = account();
    await run("studioctl auto-shutdown plan");
    writeFileSync(cached(folder), readFileSync(cached(folder), "utf8").slice(0, 100));
    const list = await run("studioctl app list -d research");
    expect(list).toMatchObject({ code: 0, stderr: expect.stringContaining(`note: ${cached(folder)} was damaged`) });
    expect(list.stderr).toContain(table);
    expect((await run("studioctl app list -d research")).stderr).not.toContain("note:");
  });
});

const canvas = (name: string, active?: string) => ({ name, apps: [{ type: "Canvas" as const, started: "6h", active }] });

describe.concurrent("Canvas", patience, () => {
  const research = { name: "research", users: [canvas("lena", "3h"), canvas("mara", "every 1m"), canvas("noor")] };
  const seed = { ...quickStory, domains: [research, { ...research, name: "finance", authMode: "SSO" as const }] };

  it("is left out unless asked for", async () => {
    expect(await account(seed).run("studioctl auto-shutdown plan -o json --query Summary.Evaluated")).toMatchObject({ stdout: "0\n" });
  });

  it("is in the story, in a domain that signs in by SSO", async () => {
    const { stdout } = await account().run("studioctl auto-shutdown plan --type Canvas");
    expect(stdout).toMatch(/jonas\/default +system +idle +planned +last activity (2h 59m|3h) ago, metric of Canvas/);
  });

  it("stops by its metric in CloudWatch, and is kept where that shows activity or has no data", async () => {
    const { code, stdout } = await account(seed).run("studioctl auto-shutdown run --type Canvas --yes");
    expect(code).toBe(0);
    expect(stdout.match(/lena\/default +system +idle +stopped +last activity (2h 59m|3h) ago, metric of Canvas/g)).toHaveLength(2);
    expect(stdout.match(/mara\/default +system +active +kept /g)).toHaveLength(2);
    expect(
      stdout.match(/noor\/default +system +unknown +kept +CloudWatch has no TimeSinceLastActive of the last 10 minutes/g),
    ).toHaveLength(2);
  });
});
