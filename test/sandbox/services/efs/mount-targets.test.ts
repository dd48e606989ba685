import { describe, expect, it } from "vitest";
import { defaultSubnetIds, defaultVpcId } from "../../../../src/sandbox/services/ec2/records.ts";
import { domainId } from "../../wire.ts";
import { datasets, id, research, wiredEfs } from "./wired.ts";

const { studio, efs, items, oneByOne, homeFileSystem, mountTargets, hold } = wiredEfs();

describe("DescribeMountTargets", () => {
  it("lists one in each subnet of the domain, with an address of it", async () => {
    const targets = await mountTargets();
    expect(targets).toMatchObject([
      {
        SubnetId: defaultSubnetIds[0],
        AvailabilityZoneName: "us-east-1a",
        AvailabilityZoneId: "use1-az1",
        IpAddress: expect.stringMatching(/^172\.31\.(?:\d|1[0-5])\.\d+$/),
      },
      {
        SubnetId: defaultSubnetIds[1],
        AvailabilityZoneName: "us-east-1b",
        AvailabilityZoneId: "use1-az2",
        IpAddress: expect.stringMatching(/^172\.31\.(?:1[6-9]|2\d|3[01])\.\d+$/),
      },
    ]);
    for (const target of targets) {
      expect(target).toMatchObject({
        OwnerId: "111122223333",
        MountTargetId: expect.stringMatching(/^fsmt-[0-9a-f]{17}$/),
        NetworkInterfaceId: expect.stringMatching(/^eni-[0-9a-f]{17}$/),
        FileSystemId: id,
        LifeCycleState: "available",
        VpcId: defaultVpcId,
      });
    }
    expect(new Set(targets.map(({ MountTargetId }) => MountTargetId)).size).toBe(2);
  });

  it("finds them by access point, and one by its own id", async () => {
    await hold({ accessPoints: [datasets] });
    const [{ AccessPointId = "" } = {}] = await items("access-points");
    const targets = await mountTargets();
    expect(await items("mount-targets", { AccessPointId: String(AccessPointId) })).toEqual(targets);
    expect(await items("mount-targets", { MountTargetId: String(targets[1]?.["MountTargetId"]) })).toEqual([targets[1]]);
  });

  it("follows the subnets of the domain", async () => {
    const before = await mountTargets();
    await studio().expect("UpdateDomain", { ...research, SubnetIds: defaultSubnetIds.slice(1) });
    const after = await mountTargets();
    expect(after.map(({ SubnetId }) => SubnetId)).toEqual(defaultSubnetIds.slice(1));
    expect(after[0]).toEqual(before[1]);
    expect(await homeFileSystem()).toMatchObject({ NumberOfMountTargets: 2 });
    const refused = await studio().call("UpdateDomain", { ...research, SubnetIds: ["subnet-0123456789abcdef0"] });
    expect(refused.text).toContain("The subnet ID 'subnet-0123456789abcdef0' does not exist");
  });

  it("the list of mount targets has pages", async () => {
    expect(await oneByOne("mount-targets", { FileSystemId: id }, "Marker")).toEqual(await mountTargets());
  });
});

it("DescribeMountTargetSecurityGroups lists the group that EC2 has for inbound NFS", async () => {
  const [{ MountTargetId = "" } = {}] = await mountTargets();
  const { SecurityGroups } = (await efs(`mount-targets/${String(MountTargetId)}/security-groups`)).json;
  const { text } = await studio().form("2016-11-15", "DescribeSecurityGroups", { "GroupId.1": String(SecurityGroups) });
  expect(text).toContain(`<groupName>security-group-for-inbound-nfs-${domainId}</groupName>`);
});
