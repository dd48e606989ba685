import { describe, expect, it } from "vitest";
import { type Outcome, account, patience } from "./account.ts";

const attach = "studioctl image attach pytorch --domain research --ecr studio/pytorch:2.4 --kernel python3";

/** The calls that `--debug` tells of, by their names. */
function callsIn(stderr: string): readonly string[] {
  return [...stderr.matchAll(/^debug: \S+ (\w+) \(/gm)].flatMap(([, call]) => call ?? []);
}

/** How a command ended, and the error that it told of. */
function endOf({ code, stderr }: Outcome): readonly unknown[] {
  return [code, /^error: .*/m.exec(stderr)?.[0]];
}

const well = [0, undefined];
const reads = /^(List|Describe|BatchGet|Get)/;

describe("image attach", patience, () => {
  it("makes a kernel of a pushed container for a whole domain, with which an app starts; again, it changes nothing", async () => {
    const own = account();
    const first = await own.run(`${attach} -o json --debug`);
    expect(endOf(first)).toEqual(well);
    expect(JSON.parse(first.stdout)).toMatchObject({
      ImageName: "pytorch",
      Version: 1,
      ContainerImage: expect.stringMatching(/\/studio\/pytorch@sha256:[0-9a-f]{64}$/),
      AppImageConfigName: "pytorch-kernelgateway",
      Attached: true,
      Changed: true,
    });
    expect(callsIn(first.stderr).filter((call) => !reads.test(call))).toEqual([
      "CreateImage",
      "CreateImageVersion",
      "CreateAppImageConfig",
      "UpdateDomain",
    ]);

    const started = await own.run("studioctl app start --domain research --user alice --type KernelGateway --image pytorch -o json");
    expect(endOf(started)).toEqual(well);
    expect(JSON.parse(started.stdout)).toMatchObject({
      Status: "InService",
      ResourceSpec: { SageMakerImageArn: expect.stringMatching(/:image\/pytorch$/) },
    });

    const again = await own.run(`${attach} --debug`);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("already attached: nothing was changed\n") });
    expect(callsIn(again.stderr).length).toBeGreaterThan(5);
    expect(callsIn(again.stderr).filter((call) => !reads.test(call))).toEqual([]);
  });

  it("keeps for one user to that user, beside another image and the other settings that are there", async () => {
    const own = account();
    const { domains } = own.state().sagemaker;
    await own.run("studioctl image attach portable -d research --user alice --ecr studio/portable:1.2 --kernel python3");
    expect(endOf(await own.run(`${attach} --user alice --uid 0 --gid 0 --config-name pytorch-root`))).toEqual(well);
    const after = own.state().sagemaker;
    expect(after.domains).toEqual(domains);
    expect(Object.values(after.userProfiles).find(({ UserProfileName }) => UserProfileName === "alice")).toMatchObject({
      UserSettings: {
        KernelGatewayAppSettings: {
          CustomImages: [
            { ImageName: "portable", AppImageConfigName: "portable-kernelgateway" },
            { ImageName: "pytorch", AppImageConfigName: "pytorch-root" },
          ],
        },
      },
    });
    const started = await own.run("studioctl app start --domain research --user alice --type KernelGateway --image pytorch");
    expect(endOf(started)).toEqual(well);
  });

  it("takes a moved tag for a new version, which is attached without a change of the list", async () => {
    const own = account();
    await own.run(attach);
    const moved = await own.run(`${attach.replace("2.4", "2.3")} -o json --debug`);
    expect(endOf(moved)).toEqual(well);
    expect(JSON.parse(moved.stdout)).toMatchObject({ Version: 2, Differences: [{ Setting: "ImageVersion.BaseImage" }] });
    expect(callsIn(moved.stderr).filter((call) => !reads.test(call))).toEqual(["CreateImageVersion"]);
  });

  it.each([
    ["--ecr studio/pytorch:2.5", 1, 'error: no tag "2.5" in studio/pytorch\nfix: did you mean "2.4"?'],
    ["--ecr studio/arm-tools:1.0", 1, "error: container studio/arm-tools:1.0 is for linux/arm64"],
    ["--ecr studio/everything:1", 1, "error: container studio/everything:1 is 30.0 GB compressed"],
    ["--ecr 111122223333.dkr.ecr.eu-west-1.amazonaws.com/studio/pytorch:2.4", 2, "is in eu-west-1, and the domain in us-east-1"],
    [
      "--ecr 999922223333.dkr.ecr.us-east-1.amazonaws.com/studio/pytorch:2.4",
      2,
      "is of account 999922223333, and the domain of 111122223333",
    ],
    ["--uid 1000 --gid 0", 2, "error: --uid 1000 --gid 0 is not a pair that Studio accepts"],
  ])("refuses %s before any change", async (flags, code, message) => {
    const own = account();
    const before = own.state().sagemaker;
    const refused = await own.run(`${attach.replace(flags.startsWith("--ecr") ? "--ecr studio/pytorch:2.4" : "", "")} ${flags} --debug`);
    expect(refused).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(callsIn(refused.stderr).filter((call) => !reads.test(call))).toEqual([]);
    expect(own.state().sagemaker).toEqual(before);
  });

  it("never shows the signed address that it reads a container's architecture from", async () => {
    const { code, stdout, stderr } = await account().run(`${attach} --debug`);
    expect(code).toBe(0);
    expect(callsIn(stderr)).toContain("GetDownloadUrlForLayer");
    expect(stdout + stderr).not.toMatch(/Signature|\/layers\//);
  });
});
