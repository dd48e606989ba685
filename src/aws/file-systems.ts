import {
  DescribeAccessPointsCommand,
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  EFSClient,
  type FileSystemDescription,
  type MountTargetDescription,
} from "@aws-sdk/client-efs";
import { collect } from "../core/collections.ts";
import type { FileSystem, MountTarget } from "../core/efs/file-system.ts";
import type { FileSystems } from "../ports/file-systems.ts";
import { type ServiceResponse, complete, items, malformed } from "./responses.ts";
import type { AwsSession } from "./session.ts";
import { markerInput, nextPage, paged } from "./studio/paging.ts";

/** The file systems of one Region, over the EFS API, in pages of 100. */
export function createFileSystems(session: AwsSession): FileSystems {
  const { region } = session;
  const client = session.client(EFSClient);
  const call = session.call("EFS");

  async function fileSystems(subject: string, input: { readonly FileSystemId: string } | ReturnType<typeof markerInput>) {
    const description = { operation: "DescribeFileSystems", action: "describe", subject };
    const { FileSystems, NextMarker } = await call(description, (options) => client.send(new DescribeFileSystemsCommand(input), options));
    return { items: items("DescribeFileSystems", "FileSystems", FileSystems), ...nextPage(NextMarker) };
  }

  return {
    region,

    listFileSystems: () =>
      paged(
        call,
        "DescribeFileSystems",
        async (page) => await fileSystems(`file systems of ${region}`, markerInput(page, page.MaxResults)),
        fileSystem,
      ),

    async describeFileSystem(FileSystemId) {
      const [found] = (await fileSystems(`file system ${FileSystemId}`, { FileSystemId })).items;
      if (found === undefined) throw malformed("DescribeFileSystems", `file system ${FileSystemId}`);
      return fileSystem(found);
    },

    async listMountTargets(FileSystemId) {
      const description = { operation: "DescribeMountTargets", action: "list", subject: `mount targets of file system ${FileSystemId}` };
      const targets = paged(
        call,
        "DescribeMountTargets",
        async (page) => {
          const input = { FileSystemId, ...markerInput(page, page.MaxResults) };
          const { MountTargets, NextMarker } = await call(description, (options) =>
            client.send(new DescribeMountTargetsCommand(input), options),
          );
          return { items: items("DescribeMountTargets", "MountTargets", MountTargets), ...nextPage(NextMarker) };
        },
        mountTarget,
      );
      return (await collect(targets)).toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    },

    async securityGroupsOf(MountTargetId) {
      const description = {
        operation: "DescribeMountTargetSecurityGroups",
        action: "describe",
        subject: `security groups of mount target ${MountTargetId}`,
      };
      const { SecurityGroups } = await call(description, (options) =>
        client.send(new DescribeMountTargetSecurityGroupsCommand({ MountTargetId }), options),
      );
      return items("DescribeMountTargetSecurityGroups", "SecurityGroups", SecurityGroups);
    },

    async listAccessPoints(FileSystemId) {
      const description = { operation: "DescribeAccessPoints", action: "list", subject: `access points of file system ${FileSystemId}` };
      const points = paged(
        call,
        "DescribeAccessPoints",
        async (page) => {
          const { AccessPoints, NextToken } = await call(description, (options) =>
            client.send(new DescribeAccessPointsCommand({ FileSystemId, ...page }), options),
          );
          return { items: items("DescribeAccessPoints", "AccessPoints", AccessPoints), ...nextPage(NextToken) };
        },
        (point) => complete("DescribeAccessPoints", point, "AccessPointId", "FileSystemId"),
      );
      return await collect(points);
    },
  };
}

/** The sort key of mount targets. */
function sortKey({ AvailabilityZoneName = "", MountTargetId }: MountTarget): string {
  return `${AvailabilityZoneName} ${MountTargetId}`;
}

function fileSystem(item: ServiceResponse<FileSystemDescription>): FileSystem {
  const found = complete("DescribeFileSystems", item, "FileSystemId", "LifeCycleState", "CreationTime");
  if (typeof found.SizeInBytes?.Value !== "number") throw malformed("DescribeFileSystems", "SizeInBytes");
  return {
    ...found,
    NumberOfMountTargets: found.NumberOfMountTargets ?? 0,
    Tags: items("DescribeFileSystems", "Tags", found.Tags).map((tag) => complete("DescribeFileSystems", tag, "Key", "Value")),
  };
}

function mountTarget(item: ServiceResponse<MountTargetDescription>): MountTarget {
  return complete("DescribeMountTargets", item, "MountTargetId", "FileSystemId", "SubnetId", "LifeCycleState");
}
