import { studioFileSystemTag } from "../../../core/efs/file-system.ts";
import { home } from "../../home.ts";
import type { Context, Operation } from "../../operation.ts";
import type { StoredGb } from "../../sagemaker-state.ts";
import { requireAccessPoint } from "./access-points.ts";
import { type Home, homes, requireFileSystem } from "./homes.ts";
import { efsArn, idIn, keyArn, stableNumber } from "./ids.ts";
import { mountTargetsOf } from "./mount-targets.ts";
import { type MarkedInput, markedPage, type TokenInput, tokenPage } from "./paging.ts";

interface DescribeFileSystemsInput extends MarkedInput {
  readonly FileSystemId?: string;
  readonly CreationToken?: string;
}

export const describeFileSystems: Operation<DescribeFileSystemsInput> = (input, context) => {
  const { FileSystemId, CreationToken } = input;
  const all = FileSystemId === undefined ? homes(context.state) : [requireFileSystem(context, FileSystemId)];
  const found = all.filter(({ DomainId }) => CreationToken === undefined || DomainId === CreationToken);
  const { items, ...page } = markedPage("DescribeFileSystems", found, input);
  return { FileSystems: items.map((home) => fileSystem(home, context)), ...page };
};

export const listTagsForResource: Operation<TokenInput & { readonly ResourceId: string }> = (input, context) => {
  const id = idIn(input.ResourceId);
  const tags = id.startsWith("fsap-") ? requireAccessPoint(context, id).Tags : fileSystemTags(requireFileSystem(context, id));
  const { items, ...page } = tokenPage("ListTagsForResource", tags, input);
  return { Tags: items, ...page };
};

const gib = 1024 ** 3;

/** The metered size of an empty file system. */
const emptyBytes = 6144;

/** Metered every hour, and reported from then on. */
const meteringMs = 3_600_000;

/** In the form of DescribeFileSystems. */
function fileSystem(of: Home, { state, now }: Context): Readonly<Record<string, unknown>> {
  const { FileSystemId, LifeCycleState, CreationTime, KmsKeyId } = of;
  return {
    OwnerId: home.account,
    CreationToken: of.DomainId,
    FileSystemId,
    FileSystemArn: efsArn(`file-system/${FileSystemId}`),
    CreationTime,
    LifeCycleState,
    NumberOfMountTargets: mountTargetsOf(of, state).length,
    SizeInBytes: sizeOf(of, now),
    PerformanceMode: "generalPurpose",
    Encrypted: true,
    KmsKeyId: keyArn(KmsKeyId),
    ThroughputMode: "bursting",
    Tags: fileSystemTags(of),
    FileSystemProtection: { ReplicationOverwriteProtection: "ENABLED" },
  };
}

/** The service tags its file systems with the domain's ARN (service-facts: Home directories). */
function fileSystemTags({ DomainArn }: Home): readonly { readonly Key: string; readonly Value: string }[] {
  return [{ Key: studioFileSystemTag, Value: DomainArn }];
}

function sizeOf(of: Home, now: number): object {
  if (of.LifeCycleState === "creating") return { Value: 0, ValueInIA: 0, ValueInStandard: 0, ValueInArchive: 0 };
  const { standard = 0, infrequentAccess = 0, archive = 0 } = of.storedGb ?? inHomes(of);
  const [ValueInStandard, ValueInIA, ValueInArchive] = [emptyBytes + bytes(standard), bytes(infrequentAccess), bytes(archive)];
  return {
    Value: ValueInStandard + ValueInIA + ValueInArchive,
    Timestamp: Math.max(of.CreationTime, now - (now % meteringMs)),
    ValueInIA,
    ValueInStandard,
    ValueInArchive,
  };
}

/** A home has between a hundredth of a GiB and eight GiB. */
function inHomes({ FileSystemId, uids }: Home): StoredGb {
  return { standard: uids.reduce((sum, uid) => sum + (1 + stableNumber(`${FileSystemId} ${uid}`, 800)) / 100, 0) };
}

function bytes(gb: number): number {
  return Math.round(gb * gib);
}
