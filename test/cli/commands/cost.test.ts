import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { fakeFileSystems } from "../../fakes/file-systems.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { gateway, hoursAgo, studioctl } from "../run.ts";

const lab: App = {
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "Pending",
  CreationTime: hoursAgo(1),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
};
const server = gateway("default", { AppType: "JupyterServer", ResourceSpec: { InstanceType: "system" } });
const domains = [{ DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" }];
const spaces = [{ DomainId: "d-1", SpaceName: "nlp", OwnershipSettings: { OwnerUserProfileName: "ben" } }];
const two = fakeStudio({ domains, spaces, apps: [gateway("one"), gateway("two"), server, lab] });
const gpu = gateway("gpu", { ResourceSpec: { InstanceType: "ml.g5.xlarge" } });
const unpriced = fakeStudio({ domains, spaces, apps: [gateway("one"), gpu] });

const storage = "STORAGE                DOMAIN     SIZE  $/MONTH\nEFS: home directories  research  10 GB     1.90\n";

describe("cost", () => {
  it("shows users with what they run, spaces with their owners, then storage, then sums", async () => {
    const { code, stdout, stderr } = await studioctl("cost", { studio: two });
    expect([code, stdout]).toEqual([
      0,
      `${["USER   DOMAIN    INSTANCES     SPACES    $/H", "alice  research  ml.t3.medium          0.050", "ben    research  ml.t3.medium  nlp     0.050"].join("\n")}\n\n${storage}`,
    ]);
    expect(stderr).toMatch(
      /^2 running instances, \$0\.10\/h, by the on-demand prices of 2026-01-01\n10 GB stored, \$1\.90 a month at the prices of \d{4}-\d\d-\d\d\n$/,
    );
  });

  it.each([
    ["domain", "DOMAIN    ID   INSTANCES    $/H\nresearch  d-1          2  0.100\n", "d-1\n"],
    ["instance-type", "INSTANCE      INSTANCES    $/H\nml.t3.medium          2  0.100\n", "ml.t3.medium\n"],
    ["user", expect.stringMatching(/^USER/), "alice\nben\n"],
  ])("goes by %s", async (by, table, names) => {
    const { stdout } = await studioctl(`cost --by ${by}`, { studio: two });
    expect(stdout.split("\nSTORAGE")[0]).toEqual(table);
    expect((await studioctl(`cost --by ${by} -o name`, { studio: two })).stdout).toBe(names);
  });

  it("names what has no known price, and guesses none", async () => {
    const { stdout, stderr } = await studioctl("cost", { studio: unpriced });
    expect(stdout).toMatch(/^alice +research +ml\.t3\.medium, ml\.g5\.xlarge +≥0\.050$/m);
    expect(stderr).toContain(
      "2 running instances, $0.05/h, by the on-demand prices of 2026-01-01\nno price is known for KernelGateway on ml.g5.xlarge\n",
    );
    const byType = await studioctl("cost --by instance-type -o tsv", { studio: unpriced });
    expect(byType.stdout).toBe("ml.t3.medium\t1\t0.050\nml.g5.xlarge\t1\t\n");
  });

  it("is one document in JSON, whatever the rows are", async () => {
    const { stdout } = await studioctl("cost --by domain -o json", { studio: two });
    expect(JSON.parse(stdout)).toMatchObject({
      AsOf: "2026-01-01",
      Region: "us-east-1",
      Instances: 2,
      HourlyUsd: 0.1,
      Unpriced: [],
      ByDomain: [{ DomainId: "d-1", DomainName: "research", Instances: 2, HourlyUsd: 0.1 }],
      ByUser: [{ UserProfileName: "alice" }, { UserProfileName: "ben", Spaces: ["nlp"], InstanceTypes: { "ml.t3.medium": 1 } }],
      ByInstanceType: [{ InstanceType: "ml.t3.medium", Instances: 2 }],
      StorageSizeInGb: 10,
      StorageMonthlyUsd: 1.9,
      Storage: [{ Kind: "EFS", DomainId: "d-1", DomainName: "research", FileSystemId: "fs-1", SizeInGb: 10, MonthlyUsd: 1.9 }],
      Unread: [],
    });
  });

  it("says where nothing runs, and still what is stored", async () => {
    const { stdout, stderr } = await studioctl("cost", { studio: fakeStudio({ domains, apps: [server] }) });
    expect([stdout, stderr]).toEqual([storage, expect.stringMatching(/^nothing is running that costs money\n10 GB stored/)]);
  });

  it("shows the rest where EFS may not be asked, and says so", async () => {
    const { code, stdout, stderr } = await studioctl("cost", { studio: two, fileSystems: fakeFileSystems({ denied: true }) });
    expect([code, stdout.includes("STORAGE")]).toEqual([0, false]);
    expect(stderr).toContain("note: the file system of research is not included: not allowed to describe file systems\n");
  });

  it.each([
    ["cost --by users", 2, 'did you mean "user"?'],
    ["cost -d reserch", 1, 'did you mean "research"?'],
  ])("refuses what it does not know: %s", async (line, code, fix) => {
    expect(await studioctl(line, { studio: two })).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(fix) });
  });
});
