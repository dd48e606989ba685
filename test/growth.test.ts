import { describe, expect, it } from "vitest";
import type { App } from "../src/core/app/app.ts";
import { fakeImages } from "./fakes/images.ts";
import { fakeStudio } from "./fakes/studio.ts";
import { gateway, hoursAgo, studioctl } from "./cli/run.ts";
import { uncounted, visitsDuring } from "./visits.ts";

/*
 * No command does more than in proportion to the size of the account: the elements of arrays that are visited are counted in an account and
 * in one four times as large. A step that compares all with all makes that sixteen times as many.
 */

const users = (count: number) => Array.from({ length: count }, (_, at) => `user-${at}`);

function account(count: number) {
  const apps: App[] = users(count).flatMap((user) => [
    gateway("default", { UserProfileName: user, AppType: "JupyterServer", ResourceSpec: { InstanceType: "system" } }),
    gateway(`app-${user}`, { UserProfileName: user }),
    spaceApp(user),
  ]);
  return fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" }],
    apps,
    profiles: users(count).map((UserProfileName) => ({ DomainId: "d-1", UserProfileName, UserSettings: imagesOf(UserProfileName) })),
    spaces: users(count).map((user) => ({
      DomainId: "d-1",
      SpaceName: `lab-${user}`,
      OwnershipSettings: { OwnerUserProfileName: user },
      SpaceSettings: { AppType: "JupyterLab", RemoteAccess: "ENABLED" },
    })),
  });
}

function spaceApp(user: string): App {
  const { UserProfileName: _, ...app } = gateway("default", { AppType: "JupyterLab" });
  return { ...app, SpaceName: `lab-${user}` };
}

function imagesOf(user: string) {
  return { KernelGatewayAppSettings: { CustomImages: [{ ImageName: `image-${user}`, AppImageConfigName: "config" }] } };
}

const idleKernel = (user: string) => ({ id: user, state: "idle", lastActivity: hoursAgo(5), appName: `app-${user}` });

const references = (count: number): string =>
  users(count)
    .map((user) => `space:lab-${user}/default`)
    .join(" ");

/** `USERS` stands for a reference to an app of each user. */
const lines = [
  ...["table", "wide", "json", "jsonl", "yaml", "tsv", "name"].map((output) => `app list -o ${output}`),
  "app list -o wide --type KernelGateway",
  "cost",
  "quota",
  "profile list",
  "space list -o wide",
  "image list -o wide",
  "ssh-config print",
  "auto-shutdown settings get",
  "auto-shutdown plan --no-input",
  "efs mount-info -d d-1",
  "auto-shutdown run --yes",
  "app stop --all --yes",
  "app stop --yes USERS",
  "app keep --for 1h USERS",
  "domain delete d-1 --cascade --efs retain --confirm d-1 --yes",
];

describe("work grows in proportion to the account", () => {
  it.each(lines)("studioctl %s", async (line) => {
    // What is loaded by the first run does not count.
    await visits(line, 5);
    const [small, middle, large] = [await visits(line, 20), await visits(line, 40), await visits(line, 80)];
    expect((large - middle) / (middle - small)).toBeLessThan(2.3);
  });
});

async function visits(line: string, count: number): Promise<number> {
  const studio = uncounted(account(count));
  const names = users(count).map((user) => `image-${user}`);
  const images = uncounted(fakeImages({ images: names.map((ImageName) => ({ ImageName })) }));
  const servers = Object.fromEntries(users(count).map((user) => [`${user} JupyterServer`, { kernels: [idleKernel(user)] }]));
  const words = line.replace("USERS", references(count));
  let code: number | undefined;
  const visited = await visitsDuring(async () => void ({ code } = await studioctl(words, { studio, images, servers })));
  expect(code).toBe(0);
  return visited;
}
