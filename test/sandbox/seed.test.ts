import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parseSeed } from "../../src/sandbox/seed-format.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { defaultSubnetIds } from "../../src/sandbox/services/ec2/records.ts";

const now = Date.UTC(2025, 5, 2, 15, 0, 0);

const team = `
domains:
  - name: team
    users:
      - name: Ada
        defaultInstanceType: ml.c5.large
        apps:
          - { type: JupyterServer, started: 2h }
          - { type: KernelGateway, name: cpu, started: 90m, tags: { env: prod } }
        server:
          kernels: [{ state: idle, active: every 20s, app: cpu }]
    spaces:
      - { name: lab, owner: ada, type: JupyterLab, volumeGb: 10, apps: [{ type: JupyterLab, started: 1h }] }
`;

/** One app of one user, with these members. */
function app(members: string): string {
  return `domains: [{ name: d, users: [{ name: u, apps: [{ ${members} }] }] }]`;
}

/** What runs for one user with one app called cpu. */
function server(members: string): string {
  return `domains: [{ name: d, users: [{ name: u, apps: [{ type: KernelGateway, name: cpu, started: 1h }], server: { ${members} } }] }]`;
}

describe("a seed", () => {
  it("becomes records, counted back from the moment of seeding", () => {
    const { sagemaker } = seedState(parseSeed(team), now);
    const [domainId = ""] = Object.keys(sagemaker.domains);
    const gateway = sagemaker.apps[`${domainId}/user/ada/KernelGateway/cpu`];
    expect(gateway).toMatchObject({
      UserProfileName: "Ada",
      CreationTime: now - 90 * 60_000,
      ResourceSpec: { InstanceType: "ml.c5.large" },
    });
    expect(sagemaker.tags[gateway?.AppArn ?? ""]).toEqual({ env: "prod" });
    expect(sagemaker.apps[`${domainId}/user/ada/JupyterServer/default`]).toMatchObject({ ResourceSpec: { InstanceType: "system" } });
    expect(sagemaker.spaces[`${domainId}/lab`]).toMatchObject({
      OwnershipSettings: { OwnerUserProfileName: "ada" },
      SpaceSettings: { AppType: "JupyterLab", SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 10 } } },
    });
    expect(sagemaker.userProfiles[`${domainId}/ada`]).toMatchObject({ HomeEfsFileSystemUid: expect.stringMatching(/^2\d{5}$/) });
  });

  it("tells file systems: by storage class, with access points, and of domains that are gone", () => {
    const text =
      "domains: [{ name: a, efsGb: 12.5, accessPoints: [{ name: shared, path: /shared, user: { uid: 1000, gid: 100 } }] }, { name: b, efsGb: { infrequentAccess: 3 } }, { name: c }]";
    const { sagemaker, ec2 } = seedState(parseSeed(`${text}\nretained: [{ created: 30d, efsGb: 7 }]`), now);
    expect(Object.values(sagemaker.domains).map(({ homeFileSystem }) => homeFileSystem)).toEqual([
      { storedGb: { standard: 12.5 }, accessPoints: [{ name: "shared", path: "/shared", user: { uid: 1000, gid: 100 } }] },
      { storedGb: { infrequentAccess: 3 } },
      {},
    ]);
    expect(ec2.retainedDomains).toMatchObject([
      {
        DomainId: expect.stringMatching(/^d-/),
        CreationTime: now - 30 * 86_400_000,
        SubnetIds: defaultSubnetIds.slice(0, 2),
        homeFileSystem: { storedGb: { standard: 7 } },
      },
    ]);
    expect(Object.keys(sagemaker.domains)).not.toContain(ec2.retainedDomains[0]?.DomainId);
  });

  it("sets how the sandbox behaves, and leaves the rest as on a calm day", () => {
    const calm = seedState(parseSeed("domains: []"), now).settings;
    const { settings } = seedState(parseSeed("settings: { latencyMs: 20, transitionSeconds: { appStop: 9 } }\ndomains: []"), now);
    expect(settings).toEqual({ ...calm, latencyMs: 20, transitionSeconds: { ...calm.transitionSeconds, appStop: 9 } });
  });

  it.each([
    ["examples/account.yaml", 5, 1],
    ["examples/bad-day.yaml", 8, 6],
  ])("is what the example of the repository is: %s", async (path, apps, faults) => {
    const state = seedState(parseSeed(await readFile(path, "utf8")), now);
    expect(Object.keys(state.sagemaker.apps)).toHaveLength(apps);
    expect(state.settings.faults).toHaveLength(faults);
  });

  it("fills the registry, and gives apps their lines", () => {
    const images =
      "[{ tags: [a, b], sizeMb: 10, pushed: 2h, findings: { HIGH: 1 } }, { sizeMb: 5, pushed: 1h, architectures: [amd64, arm64] }]";
    const { ecr } = seedState(parseSeed(`domains: []\necr: [{ name: team/torch, images: ${images} }]`), now);
    expect(ecr.repositories["team/torch"]).toMatchObject({
      createdAt: now - 7_200_000,
      images: [
        { tags: ["a", "b"], architectures: ["amd64"], findings: { HIGH: 1 } },
        { tags: [], architectures: ["amd64", "arm64"], pushedAt: now - 3_600_000 },
      ],
    });
    const { sagemaker } = seedState(parseSeed(app("type: JupyterServer, started: 1h, log: [hello], lifecycleLog: [set up]")), now);
    expect(Object.values(sagemaker.apps)).toMatchObject([{ log: ["hello"], lifecycleLog: ["set up"] }]);
  });

  it.each([
    ["[{ name: Torch, images: [] }]", "ecr.0.name"],
    ["[{ name: torch, images: [] }, { name: torch, images: [] }]", "ecr.1.name"],
    [
      "[{ name: torch, images: [{ tags: [a], sizeMb: 1, pushed: 1h }, { tags: [a], sizeMb: 1, pushed: 1h }] }]",
      'ecr.0.images.1.tags: "a" is given twice',
    ],
    ["[{ name: torch, images: [{ sizeMb: 1, pushed: 1h, architectures: [riscv] }] }]", "ecr.0.images.0.architectures.0"],
    ["[{ name: torch, images: [{ sizeMb: 1, pushed: 1h, findings: { BAD: 1 } }] }]", "ecr.0.images.0.findings"],
  ])("is refused a registry that cannot be: %s", (ecr, place) => {
    expect(() => parseSeed(`domains: []\necr: ${ecr}`)).toThrow(place);
  });

  it("becomes the same state each time", () => {
    expect(seedState(parseSeed(team), now)).toEqual(seedState(parseSeed(team), now));
  });

  it("puts kernels on the owner's server", () => {
    const { jupyter } = seedState(parseSeed(team), now);
    expect(Object.values(jupyter.servers)).toEqual([
      {
        mode: "up",
        kernels: [expect.objectContaining({ state: "idle", activity: { everySeconds: 20 }, appName: "cpu", instanceType: "ml.c5.large" })],
        terminals: [],
      },
    ]);
  });

  it("gives an app on its way its transition", () => {
    const state = seedState(parseSeed(app("type: JupyterServer, started: 1m, status: Pending")), now);
    expect(Object.values(state.sagemaker.apps)).toEqual([
      expect.objectContaining({ Status: "Pending", transition: { at: now + 6000, to: "InService" } }),
    ]);
  });

  it.each([
    ["no YAML", "domains: [", "the seed is neither YAML nor JSON"],
    ["no object", "just words", 'invalid seed: the document: "just words" where Object belongs'],
    ["no domains", "users: []", "invalid seed: domains is missing"],
    ["a misspelt member", "domains: [{ name: d, user: [] }]", 'invalid seed: domains.0.user: "user" is not a member that a seed has'],
    [
      "a bad name",
      "domains: [{ name: d, users: [{ name: 'a b' }] }]",
      'invalid seed: domains.0.users.0.name: "a b" is not a name that the service allows',
    ],
    [
      "a bad duration",
      app("type: JupyterServer, started: yesterday"),
      /domains\.0\.users\.0\.apps\.0\.started: "yesterday" is not a duration/,
    ],
    [
      "a bad instance type",
      app("type: KernelGateway, name: x, started: 1h, instanceType: ml.huge"),
      /apps\.0\.instanceType: "ml.huge" is not an instance type/,
    ],
    ["an unknown status", app("type: JupyterServer, started: 1h, status: Running"), /apps\.0\.status: "Running"/],
    ["a type of another owner", app("type: JupyterLab, started: 1h"), /apps\.0\.type: "JupyterLab" is none of its owner's/],
    ["an app without name", app("type: KernelGateway, started: 1h"), /apps\.0\.name is missing/],
    ["an activity of what has a server", app("type: JupyterServer, started: 1h, active: 1h"), /apps\.0\.active: "1h" is for Canvas/],
    ["a bad activity", server("kernels: [{ state: idle, active: now }]"), /server\.kernels\.0\.active: "now" is not an activity/],
    [
      "a kernel of no app",
      server("kernels: [{ state: idle, active: 1h, app: gpu }]"),
      /server\.kernels\.0\.app: "gpu" is not a KernelGateway app/,
    ],
    ["an image terminal without image", server("terminals: [{ name: '1', app: cpu }]"), /server\.terminals\.0\.app: "cpu" has no image/],
    [
      "a space of nobody",
      "domains: [{ name: d, spaces: [{ name: s, owner: u, type: JupyterLab }] }]",
      /spaces\.0\.owner: "u" is not a user/,
    ],
    ["a size below nothing", "domains: [{ name: d, efsGb: { archive: -1 } }]", /domains\.0\.efsGb/],
    [
      "a path that is not absolute",
      "domains: [{ name: d, accessPoints: [{ name: a, path: shared }] }]",
      /accessPoints\.0\.path: "shared" is not a path that EFS allows/,
    ],
    [
      "a uid that is none",
      "domains: [{ name: d, accessPoints: [{ name: a, path: /, user: { uid: 4294967296, gid: 0 } }] }]",
      /accessPoints\.0\.user\.uid: 4294967296/,
    ],
    [
      "home directories in a domain without a file system",
      "domains: [{ name: a, fileSystem: none, efsGb: 1 }]",
      /domains\.0\.fileSystem: "none" cannot be used with efsGb or accessPoints/,
    ],
    [
      "an access point twice",
      "domains: []\nretained: [{ created: 1d, accessPoints: [{ name: a, path: / }, { name: A, path: /b }] }]",
      /retained\.0\.accessPoints\.1\.name: "A" is given twice/,
    ],
    ["a file system without an age", "domains: []\nretained: [{ efsGb: 1 }]", "invalid seed: retained.0.created is missing"],
    ["a name twice", "domains: [{ name: d, users: [{ name: u }, { name: U }] }]", /users\.1\.name: "U" is given twice/],
  ])("is refused with the place and the value: %s", (_what, text, message) => {
    expect(() => parseSeed(text)).toThrow(expect.objectContaining({ code: "usage", message: expect.stringMatching(message) }));
  });
});
