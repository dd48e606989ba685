import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Claim, claimKey } from "../../src/core/idle/claim.ts";
import type { Memory } from "../../src/core/idle/sightings.ts";
import { createSightingsFile } from "../../src/system/sightings-file.ts";

const scope = "123456789012/us-east-1";
const file = "sightings-123456789012%2Fus-east-1.json";
const at = new Date("2026-03-02T12:00:00.123Z");
let folder: string;
const path = () => join(folder, "state", file);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "studioctl-state-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("sightings", () => {
  const warnings: string[] = [];
  const store = () => createSightingsFile(join(folder, "state"), (message) => void warnings.push(message));
  const keep = async (where: string, { apps, freed }: Memory) => {
    await store().merge(where, { sightings: apps, freeing: Object.keys(freed) }, at);
    for (const claim of claims) for (const time of times) await store().merge(where, { run: { at: time, claim } }, at);
  };
  beforeEach(() => {
    warnings.length = 0;
  });

  const nothing = { apps: {}, runs: {}, freed: {} };
  const apps = {
    "d-one/alice/KernelGateway/a": { CreationTime: at, Running: true, FirstSeen: at, LastSeen: at, EmptySince: at },
    "d-one/space:nlp/JupyterLab/default": {
      CreationTime: at,
      Running: false,
      FirstSeen: at,
      LastSeen: at,
      NotBefore: at,
      StartingSince: at,
    },
    "d-one/space:cv/JupyterLab/default": {
      CreationTime: at,
      Running: true,
      FirstSeen: at,
      LastSeen: at,
      ObservedAt: at,
      LackedAt: at,
      Open: ["k a.ipynb", "1"],
      ClosedBy: at,
      Verdict: "active",
    },
  };
  const times = [new Date("2026-03-02T11:00:00.123Z"), at];
  const claims: readonly Claim[] = [
    { types: ["JupyterLab"], domains: [], users: [], spaces: [] },
    { types: ["KernelGateway"], domains: ["d-one"], users: ["bob"], spaces: [] },
  ];
  const memory = {
    apps,
    runs: Object.fromEntries(claims.map((claim) => [claimKey(claim), times])),
    freed: { "us-east-1\nd-one\nuser bob": at },
  };

  it("are none at first, and come back as they were kept", async () => {
    expect(await store().load(scope)).toEqual(nothing);
    await keep(scope, memory);
    expect(await store().load(scope)).toEqual(memory);
    expect(await store().load("123456789012/eu-west-1")).toEqual(nothing);
    expect(await readdir(join(folder, "state"))).toEqual([file]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ["cut short", '{"version":1,"apps":{"d-one/al'],
    ["of another version", '{"version":2,"apps":{}}'],
    ["of another shape", '{"version":1,"apps":[]}'],
    [
      "with a time that is none",
      JSON.stringify({ version: 1, apps: { a: { CreationTime: at, Running: true, FirstSeen: at, LastSeen: at, EmptySince: "soon" } } }),
    ],
    [
      "with an open thing that is not a name",
      JSON.stringify({ version: 1, apps: { a: { CreationTime: at, Running: true, FirstSeen: at, LastSeen: at, Open: [1] } } }),
    ],
    ["with runs that are no list", JSON.stringify({ version: 1, apps: {}, runs: "daily" })],
    ["with runs of a scope that are no list", JSON.stringify({ version: 1, apps: {}, runs: { "": "daily" } })],
    ["with a freed instance at no time", JSON.stringify({ version: 1, apps: {}, freed: { a: "daily" } })],
    [
      "with a verdict that is no word",
      JSON.stringify({ version: 1, apps: { a: { CreationTime: at, Running: true, FirstSeen: at, LastSeen: at, Verdict: 1 } } }),
    ],
    ["with a run at no time", JSON.stringify({ version: 1, apps: {}, runs: [at, "daily"] })],
    ["with a member missing", JSON.stringify({ version: 1, apps: { a: { CreationTime: at, Running: true, LastSeen: at } } })],
    ["empty", ""],
  ])("in a file %s are forgotten, the file is set aside", async (_, text) => {
    await keep(scope, memory);
    await writeFile(path(), text);
    expect(await store().load(scope)).toEqual(nothing);
    expect(warnings).toEqual([
      `${path()} is damaged or of another version, set aside as ${path()}.unreadable: apps without kernels are timed from now on`,
    ]);
    expect(await readFile(`${path()}.unreadable`, "utf8")).toBe(text);
    expect(await store().load(scope)).toEqual(nothing);
    expect(warnings).toHaveLength(1);
  });

  it("are never replaced by earlier ones", async () => {
    const reference = "d-one/alice/KernelGateway/a";
    const later = { ...apps[reference], LastSeen: new Date(at.getTime() + 1) };
    await store().merge(scope, { sightings: { [reference]: later } }, later.LastSeen);
    await store().merge(scope, { sightings: apps }, later.LastSeen);
    expect((await store().load(scope)).apps).toEqual({ ...apps, [reference]: later });
  });

  it("of an earlier version are read: without runs, or with one list of the runs of all scopes", async () => {
    await keep(scope, memory);
    await writeFile(path(), JSON.stringify({ version: 1, apps }));
    expect(await store().load(scope)).toEqual({ apps, runs: {}, freed: {} });
    await writeFile(path(), JSON.stringify({ version: 1, apps, runs: times }));
    expect(await store().load(scope)).toEqual({ apps, runs: { "": times }, freed: {} });
  });

  it("are new until something is kept, for any scope, and not again once the file was damaged", async () => {
    expect(await store().isNew()).toBe(true);
    await keep("123456789012/eu-west-1", nothing);
    expect(await store().isNew()).toBe(false);
    await writeFile(join(folder, "state", "sightings-123456789012%2Feu-west-1.json"), "");
    await store().load("123456789012/eu-west-1");
    expect(await store().isNew()).toBe(false);
  });

  it("that cannot be read are forgotten, with a warning", async () => {
    await writeFile(join(folder, "state"), "a file where the folder belongs");
    expect(await store().load(scope)).toEqual(nothing);
    expect(warnings).toEqual([`${path()} could not be read (ENOTDIR): apps without kernels are timed from now on`]);
  });
});
