import { expect, it } from "vitest";
import { fakeChain } from "../../../fakes/access.ts";
import { fakeScheduler, fakeScheduling } from "../../../fakes/scheduler.ts";
import { fakeStudio } from "../../../fakes/studio.ts";
import { studioctl, type World } from "../../run.ts";

const env = { HOME: "/home/alice", PATH: "/usr/bin:/bin" };
const run = (line: string, world: Partial<World> = {}) => studioctl(line, { studio: fakeStudio(), env, ...world });
const install = "auto-shutdown schedule install --every 1h --region us-east-1 --profile p --yes";

it.each([
  ["sso", new Date("2026-03-02T20:00:00Z"), "ends at 2026-03-02T20:00:00Z"],
  ["login", undefined, "that ends:"],
] as const)("a session of %s that still holds installs, and warns that runs fail once it ends", async (kind, expiration, said) => {
  const chain = fakeChain({ credentials: async () => ({ kind, ...(expiration && { expiration }) }) });
  expect(await run(install, { chain })).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(new RegExp(`warning: these credentials belong to a session .*${said}`)),
  });
});

it.each(["profile", "assumed-role", "instance-role", "process"] as const)(
  "credentials that renew by themselves never give a warning: %s",
  async (kind) => {
    expect((await run(install, { chain: fakeChain({ credentials: async () => ({ kind }) }) })).stderr).not.toContain("warning");
  },
);

it("a program that is gone after an upgrade gives a warning", async () => {
  const scheduling = fakeScheduling({ moving: ["/home/alice/.nvm/versions/node/v20.19.1/bin/node"] });
  expect((await run(install, { scheduling })).stderr).toMatch(/warning: .*v20\.19\.1\/bin\/node is gone after an upgrade/);
});

const noCredentials = async () => ({
  status: 4,
  stdout: "",
  stderr: '{"Error":{"Code":"no-credentials","Message":"no AWS credentials found"}}\n',
});

it("a trial that fails writes nothing, and asks nothing", async () => {
  const scheduler = fakeScheduler();
  expect(await run(install, { scheduling: fakeScheduling({ scheduler, tryLine: noCredentials }) })).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("scheduled runs would fail"),
  });
  expect(scheduler.did).toEqual([]);
});

it("a trial uses one of several Regions, with the profile and the endpoint of the entry", async () => {
  const lines: string[] = [];
  const tryLine = async (line: string) => {
    lines.push(line);
    return { status: 0, stdout: "", stderr: "" };
  };
  await run(
    "auto-shutdown schedule install --every 1h --region us-east-1,eu-west-1 --profile p --endpoint-url https://vpce.example --yes",
    { scheduling: fakeScheduling({ tryLine }) },
  );
  expect(lines).toEqual([expect.stringMatching(/^PATH=\/usr\/bin:\/bin STUDIOCTL_STATE_HOME=/)]);
  expect(lines[0]).toMatch(
    / \/usr\/bin\/node \/opt\/studioctl\.js domain list --profile p --region us-east-1 --endpoint-url https:\/\/vpce\.example --output jsonl --quiet --no-input$/,
  );
});
