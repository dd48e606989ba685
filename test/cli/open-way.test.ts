import { describe, expect, it } from "vitest";
import type { Domain } from "../../src/core/domain/domain.ts";
import { fakeStudio } from "../fakes/studio.ts";
import { studioctl } from "./run.ts";

const address = "https://studio.example/auth?token=hidden";
const studioWith = (domain: Partial<Domain> = {}) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research", Url: "https://d-1.studio.example", ...domain }],
    profiles: ["alice", "ben"].map((UserProfileName) => ({ DomainId: "d-1", UserProfileName })),
    spaces: [
      { DomainId: "d-1", SpaceName: "nlp", SpaceSettings: { AppType: "JupyterLab" }, OwnershipSettings: { OwnerUserProfileName: "alice" } },
    ],
  });

/** A browser, and what it was told to open. */
function browser() {
  const opened: string[] = [];
  return { opened, browse: (url: string) => void opened.push(url) };
}

describe.each([
  ["domain open --user alice", "opened domain d-1 in the browser as alice"],
  ["profile open alice", "opened Studio of d-1 in the browser as alice"],
  ["space open nlp", "opened space nlp in the browser as alice"],
])("%s", (line, said) => {
  it("opens the address, and shows it nowhere", async () => {
    const { opened, browse } = browser();
    const { code, stdout, stderr } = await studioctl(line, { studio: studioWith(), browse });
    expect([code, stdout, opened]).toEqual([0, "", [address]]);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain("token");
  });

  it("--print prints it instead, and nothing else on stdout", async () => {
    const { opened, browse } = browser();
    const { code, stdout } = await studioctl(`${line} --print`, { studio: studioWith(), browse });
    expect([code, stdout, opened]).toEqual([0, `${address}\n`, []]);
  });

  it("opens the address of a domain of IAM Identity Center, and says so", async () => {
    const { opened, browse } = browser();
    const studio = studioWith({ AuthMode: "SSO" });
    const { code, stderr } = await studioctl(line, { studio, browse });
    expect([code, opened, studio.count("createPresignedDomainUrl")]).toEqual([0, ["https://d-1.studio.example"], 0]);
    expect(stderr).toContain("this domain signs in through IAM Identity Center");
  });

  it.each([
    ["--expires 4s", "--expires does not take 4 seconds"],
    ["--expires 6m", "--expires does not take 360 seconds"],
    ["--session 29m", "--session does not take 1740 seconds"],
    ["--session 13h", "--session does not take 46800 seconds"],
    ["--landing lab", '--landing does not take "lab"'],
  ])("%s is a usage error, before any call", async (flag, message) => {
    const studio = studioWith();
    const { code, error } = await studioctl(`${line} ${flag}`, { studio });
    expect([code, error?.message, studio.calls]).toEqual([2, message, []]);
  });
});

describe("whom domain open signs in", () => {
  it("is asked at a terminal", async () => {
    const studio = studioWith();
    const { stderr } = await studioctl("domain open research", { studio, terminal: true, answers: { select: async () => "ben" } });
    expect(stderr).toContain("as ben");
  });

  it("is a usage error elsewhere, with the users there are", async () => {
    const { code, error } = await studioctl("domain open research", { studio: studioWith() });
    expect([code, error?.why]).toEqual([2, "alice, ben"]);
  });
});

it("space open says that no app runs in it, and how to start it as it last ran", async () => {
  const last = {
    DomainId: "d-1",
    SpaceName: "nlp",
    AppType: "JupyterLab",
    AppName: "default",
    Status: "Deleted",
    CreationTime: new Date(0),
    ResourceSpec: { InstanceType: "ml.g5.xlarge" },
  } as const;
  expect(
    (
      await studioctl("space open nlp", {
        studio: fakeStudio({
          domains: [{ DomainId: "d-1" }],
          spaces: [{ DomainId: "d-1", SpaceName: "nlp", OwnershipSettings: { OwnerUserProfileName: "alice" } }],
          apps: [last],
        }),
      })
    ).stderr,
  ).toContain("studioctl app start --space nlp --instance-type ml.g5.xlarge -d d-1");
  const { stderr } = await studioctl("space open nlp", { studio: studioWith() });
  expect(stderr).toContain("its app does not run: studioctl app start --space nlp -d d-1");
});
