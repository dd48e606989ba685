import type { Operation } from "../context.ts";
import { putVersion, requireImageVersion, type VersionReference, versionsOf } from "../images.ts";

interface UpdateImageVersionInput extends VersionReference {
  readonly AliasesToAdd?: readonly string[];
  readonly AliasesToDelete?: readonly string[];
  readonly [member: string]: unknown;
}

/** Synchronous: image versions have no UPDATING (service-facts: States and lifetimes). */
export const updateImageVersion: Operation<UpdateImageVersionInput> = (input, context) => {
  const version = requireImageVersion(context, input);
  const { AliasesToAdd = [], AliasesToDelete = [], Alias: _, Version: __, ...members } = input;
  for (const other of versionsOf(context, input.ImageName)) {
    const removed = new Set(other.Version === version.Version ? AliasesToDelete : AliasesToAdd);
    putVersion(context, { ...other, aliases: (other.aliases ?? []).filter((alias) => !removed.has(alias)) });
  }
  const kept = (version.aliases ?? []).filter((alias) => !AliasesToDelete.includes(alias));
  const aliases = [...new Set([...kept, ...AliasesToAdd])];
  putVersion(context, { ...version, ...members, aliases, LastModifiedTime: context.now });
  return version;
};
