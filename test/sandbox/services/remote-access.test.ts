import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { domainId, errorOf, smallStudio, type Wired, wire } from "../wire.ts";

const space = { DomainId: domainId, SpaceName: "notes" };
const app = { ...space, AppType: "JupyterLab", AppName: "default" };
const onInstance = (InstanceType: string): object => ({ ...app, ResourceSpec: { InstanceType } });

let studio: Wired;
beforeEach(async () => {
  studio = await wire(smallStudio());
});
afterEach(() => studio.close());

async function turn(RemoteAccess: "ENABLED" | "DISABLED"): Promise<string> {
  const answer = await studio.call("UpdateSpace", { ...space, SpaceSettings: { RemoteAccess } });
  studio.advance(20);
  return answer.status === 200 ? "changed" : errorOf(answer);
}

const create = async (SpaceName: string, AppType: string | undefined): Promise<number> =>
  (
    await studio.call("CreateSpace", {
      DomainId: domainId,
      SpaceName,
      SpaceSettings: { RemoteAccess: "ENABLED", ...(AppType !== undefined && { AppType }) },
    })
  ).status;

describe("remote access of a space", () => {
  it("is turned on and off while no app runs, and listed", async () => {
    expect(await turn("ENABLED")).toBe("changed");
    expect(await studio.list("ListSpaces")).toMatchObject([{ SpaceSettingsSummary: { RemoteAccess: "ENABLED" } }]);
    expect(await turn("DISABLED")).toBe("changed");
    expect(await studio.expect("DescribeSpace", space)).toMatchObject({ SpaceSettings: { RemoteAccess: "DISABLED" } });
  });

  it("is not changed while its app runs, but may be named as it is", async () => {
    await studio.expect("CreateApp", onInstance("ml.t3.large"));
    expect(await turn("ENABLED")).toContain("Unable to update RemoteAccess of Space");
    studio.advance(30);
    expect(await turn("ENABLED")).toContain("ValidationException");
    expect(await turn("DISABLED")).toBe("changed");
    await studio.expect("DeleteApp", app);
    studio.advance(30);
    expect(await turn("ENABLED")).toBe("changed");
  });

  it.each(["ml.t3.medium", "ml.c7i.large", "ml.c6i.large", "ml.c6id.large", "ml.c5.large"])(
    "does not go with an app on %s",
    async (type) => {
      await turn("ENABLED");
      expect(errorOf(await studio.call("CreateApp", onInstance(type)))).toContain(`InstanceType [${type}] is not supported`);
      expect((await studio.call("CreateApp", onInstance("ml.t3.large"))).status).toBe(200);
    },
  );

  it("is for JupyterLab and Code Editor alone, also at the creation of a space", async () => {
    expect(await create("lab", "JupyterLab")).toBe(200);
    expect(await create("code", "CodeEditor")).toBe(200);
    expect(await create("classic", undefined)).toBe(400);
  });
});

describe("an instance type without capacity", () => {
  it("lets an app fail with the service's words, until there is capacity again", async () => {
    await studio.store.update((state) => {
      state.settings.noCapacity = ["ml.g5.xlarge"];
    });
    await studio.expect("CreateApp", onInstance("ml.g5.xlarge"));
    studio.advance(30);
    expect(await studio.expect("DescribeApp", app)).toMatchObject({
      Status: "Failed",
      FailureReason: expect.stringContaining("EC2InsufficientCapacityError: Instance type 'ml.g5.xlarge' is temporarily unavailable"),
    });
    await studio.expect("CreateApp", onInstance("ml.g6.xlarge"));
    studio.advance(30);
    expect(await studio.expect("DescribeApp", app)).toMatchObject({ Status: "InService" });
  });
});
