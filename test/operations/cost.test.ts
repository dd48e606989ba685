import { describe, expect, it, vi } from "vitest";
import type { App } from "../../src/core/app/app.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import type { FileSystems } from "../../src/ports/file-systems.ts";
import { readCost } from "../../src/operations/cost.ts";
import { fakeClock } from "../fakes/clock.ts";
import { fakeFileSystems, fileSystem } from "../fakes/file-systems.ts";
import { fakeStudio } from "../fakes/studio.ts";

const app = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime: new Date(0),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
  ...more,
});
const { UserProfileName: _user, ...ofNobody } = app("default", { AppType: "JupyterLab" });
const account = () =>
  fakeStudio({
    domains: [
      { DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" },
      { DomainId: "d-2", DomainName: "finance", HomeEfsFileSystemId: "fs-2" },
      { DomainId: "d-3", DomainName: "empty" },
    ],
    spaces: [{ DomainId: "d-1", SpaceName: "nlp", OwnershipSettings: { OwnerUserProfileName: "ben" } }],
    apps: [
      app("one"),
      app("two"),
      app("gone", { Status: "Deleted" }),
      app("three", { DomainId: "d-2" }),
      { ...ofNobody, SpaceName: "nlp" },
    ],
  });
const prices = { hourlyUsd: () => 0.05 };
const homes = fakeFileSystems({ fileSystems: [fileSystem(), fileSystem({ FileSystemId: "fs-2", SizeInBytes: { Value: 2 ** 31 } })] });
const read = (studio = account(), fileSystems = homes, domainId?: string) =>
  readCost({ studio, fileSystems, prices: Promise.resolve(prices), clock: fakeClock() }, domainId);

const hang = () => new Promise<never>(() => {});
const refuse = () => {
  throw new StudioctlError("denied", "not allowed to list file systems");
};

describe("what Studio costs", () => {
  it("is reported for all domains: instances each once, by domain, user and type", async () => {
    const report = await read();
    expect(report).toMatchObject({ Region: "us-east-1", Instances: 3, HourlyUsd: 0.15, Unpriced: [] });
    expect(report.ByDomain.map(({ DomainName, HourlyUsd }) => [DomainName, HourlyUsd])).toEqual([
      ["research", 0.1],
      ["finance", 0.05],
    ]);
    expect(report.ByUser.map(({ DomainName, UserProfileName, Spaces }) => [DomainName, UserProfileName, Spaces])).toEqual([
      ["research", "alice", []],
      ["finance", "alice", []],
      ["research", "ben", ["nlp"]],
    ]);
    expect(report.ByInstanceType).toEqual([{ InstanceType: "ml.t3.medium", Instances: 3, HourlyUsd: 0.15, Unpriced: [] }]);
  });

  it("includes the file system of each domain that has one, by its storage classes", async () => {
    const { Storage, StorageSizeInGb, StorageMonthlyUsd, Unread } = await read();
    expect(Storage).toEqual([
      { Kind: "EFS", DomainId: "d-1", DomainName: "research", FileSystemId: "fs-1", SizeInGb: 10, MonthlyUsd: 1.9 },
      { Kind: "EFS", DomainId: "d-2", DomainName: "finance", FileSystemId: "fs-2", SizeInGb: 2, MonthlyUsd: 0.6 },
    ]);
    expect([StorageSizeInGb, StorageMonthlyUsd, Unread]).toEqual([12, 2.5, []]);
  });

  it("is reported for one domain alone, with no call about another", async () => {
    const studio = account();
    const report = await read(studio, homes, "d-2");
    expect([report.Instances, report.ByDomain.length, report.Storage.length]).toEqual([1, 1, 1]);
    expect(studio.subjects("describeDomain")).toEqual(["d-2"]);
    expect([...studio.subjects("listApps"), ...studio.subjects("listSpaces")]).toEqual(['{"DomainId":"d-2"}', '{"DomainId":"d-2"}']);
  });

  it("is refused for an unknown domain", async () => {
    await expect(read(account(), homes, "d-33")).rejects.toMatchObject({ code: "not-found", fix: 'did you mean "d-3"?' });
  });

  it("lacks what EFS refuses to describe, and names the domains", async () => {
    const report = await read(account(), fakeFileSystems({ denied: true }));
    expect([report.Instances, report.Storage]).toEqual([3, []]);
    expect(report.Unread).toEqual([
      { DomainId: "d-1", DomainName: "research", Reason: "not allowed to describe file systems" },
      { DomainId: "d-2", DomainName: "finance", Reason: "not allowed to describe file systems" },
    ]);
  });

  it("waits for EFS no longer than the limit, asks it no more, and says what is missing", async () => {
    const listFileSystems = vi.fn<FileSystems["listFileSystems"]>(() => ({ [Symbol.asyncIterator]: () => ({ next: hang }) }));
    const hanging = { ...homes, listFileSystems, describeFileSystem: vi.fn<FileSystems["describeFileSystem"]>(hang) };
    const domains = Array.from({ length: 30 }, (_, place) => ({ DomainId: `d-${place}`, HomeEfsFileSystemId: `fs-${place}` }));
    const clock = fakeClock();
    const report = await readCost({ studio: fakeStudio({ domains }), fileSystems: hanging, prices, clock });
    expect(report.Unread).toHaveLength(30);
    expect(new Set(report.Unread.map(({ Reason }) => Reason))).toEqual(new Set(["no answer within 5 s"]));
    expect([listFileSystems.mock.calls.length, hanging.describeFileSystem.mock.calls.length]).toEqual([1, 0]);
    expect(new Set(clock.sleeps)).toEqual(new Set([5_000]));
  });

  it.each([
    [1, ["describeFileSystem"]],
    [30, ["listFileSystems"]],
  ])("reads the file systems of %i domains in one call", async (count, calls) => {
    const ids = Array.from({ length: count }, (_, place) => `fs-${place}`);
    const domains = ids.map((HomeEfsFileSystemId, place) => ({ DomainId: `d-${place}`, HomeEfsFileSystemId }));
    const fileSystems = fakeFileSystems({ fileSystems: ids.map((FileSystemId) => fileSystem({ FileSystemId })) });
    const report = await read(fakeStudio({ domains }), fileSystems);
    expect(report.Storage).toHaveLength(count);
    expect(fileSystems.calls).toEqual(calls);
  });

  it("describes a file system that the list lacks, and each where the list is refused", async () => {
    const lacking = fakeFileSystems({ fileSystems: [fileSystem(), fileSystem({ FileSystemId: "fs-2" })] });
    for (const listFileSystems of [
      async function* () {
        yield fileSystem();
      },
      // oxlint-disable-next-line require-yield -- a list that is refused has no item
      async function* () {
        refuse();
      },
    ]) {
      const report = await read(account(), { ...lacking, listFileSystems });
      expect(report.Storage.map(({ FileSystemId }) => FileSystemId)).toEqual(["fs-1", "fs-2"]);
    }
  });

  it("lacks the file system of a domain that cannot be described", async () => {
    const studio = account();
    studio.fail("describeDomain", "d-2");
    expect((await read(studio)).Unread).toEqual([{ DomainId: "d-2", DomainName: "finance", Reason: "not allowed to describeDomain" }]);
  });

  it("keeps why and fix of what could not be read", async () => {
    const studio = fakeStudio({ domains: [{ DomainId: "d-2", DomainName: "finance" }] });
    studio.fail(
      "describeDomain",
      "d-2",
      new StudioctlError("denied", "not allowed", { why: "no policy", fix: "ask for sagemaker:DescribeDomain" }),
    );
    expect((await read(studio)).Unread).toEqual([
      { DomainId: "d-2", DomainName: "finance", Reason: "not allowed", Why: "no policy", Fix: "ask for sagemaker:DescribeDomain" },
    ]);
  });

  it.each(["no-credentials", "interrupted"] as const)("is not reported in part where the reason is %s", async (code) => {
    const studio = account();
    studio.fail("describeDomain", "d-2", new StudioctlError(code, "it ended"));
    await expect(read(studio)).rejects.toMatchObject({ code });
  });
});
