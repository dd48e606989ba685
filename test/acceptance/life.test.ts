import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { account, patience, quickStory } from "./account.ts";

it("a Studio is created, used and deleted, and nothing of it is left", patience, async () => {
  const { run, folder } = account(quickStory);
  const holds = async () => (await run("studioctl sandbox status --query '[Domains, UserProfiles, Spaces]' -o json")).stdout;
  const before = await holds();
  await writeFile(join(folder, "users.csv"), "UserProfileName,Tags\nnina,team=vision\noskar,team=nlp\n");
  const steps = [
    "studioctl domain create --quick --name lab --user lead --yes",
    `studioctl profile create -d lab --file ${join(folder, "users.csv")}`,
    "studioctl space create nlp -d lab --owner nina --app-type JupyterLab --instance-type ml.t3.medium",
    "studioctl app start -d lab --space nlp",
    "studioctl app start -d lab --user oskar --type JupyterServer",
    "studioctl app list -d lab -o name",
  ];
  for (const step of steps) expect([step, await run(step)]).toEqual([step, expect.objectContaining({ code: 0 })]);
  const id = (await run("studioctl domain describe lab -o name")).stdout.trim();
  const apps = (await run("studioctl app list -d lab -o name")).stdout.trimEnd().split("\n");
  expect(apps.toSorted()).toEqual([`${id}/oskar/JupyterServer/default`, `${id}/space:nlp/JupyterLab/default`]);

  const { code, stdout } = await run(`studioctl domain delete lab --efs delete --cascade --confirm ${id} -o json`);
  const { Steps, LeftBehind }: { Steps: { Kind: string; Result: string }[]; LeftBehind: { What: string }[] } = JSON.parse(stdout);
  expect([code, Steps.map(({ Kind, Result }) => `${Kind} ${Result}`).toSorted()]).toEqual([
    0,
    ["App deleted", "App deleted", "Domain deleted", "Space deleted", "UserProfile deleted", "UserProfile deleted", "UserProfile deleted"],
  ]);
  expect(LeftBehind.map(({ What }) => What)).toEqual([expect.stringContaining("execution role")]);
  expect((await run("studioctl domain list -o tsv")).stdout).not.toContain("lab");
  expect(await holds()).toBe(before);
});
