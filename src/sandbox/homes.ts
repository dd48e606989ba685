import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Owner } from "../core/app/app.ts";
import type { Homes } from "./ports.ts";
import { namedKey } from "./services/sagemaker/names.ts";
import { currentState } from "./services/sagemaker/transitions.ts";
import type { SandboxState } from "./state.ts";

/*
 * Scratch home folders: the files of the sandbox's apps. A user profile's home is a folder of the domain's file system, named by its uid,
 * and outlives the profile; a space's home is its volume, and is deleted with the space (service-facts: The model of Studio, Home
 * directories). Uids are never reused, so the home of a new owner of an old name is empty.
 */

const privateMode = 0o700;
const kinds = { users: "efs", spaces: "volumes" } as const;

/** Homes under a folder of the sandbox, created on first use. */
export function createHomes(folder: string): Homes {
  return {
    async open(state, domainId, owner) {
      const path = join(folder, domainId, ...pathOf(state, domainId, owner));
      await mkdir(path, { recursive: true, mode: privateMode });
      return path;
    },
    async prune(state, now) {
      const { domains, spaces } = currentState(state.sagemaker, now);
      const retained = new Set(state.ec2.retainedDomains.map(({ DomainId }) => DomainId));
      for (const domainId of await namesIn(folder)) {
        if (!Object.hasOwn(domains, domainId) && !retained.has(domainId)) {
          await rm(join(folder, domainId), { recursive: true, force: true });
          continue;
        }
        const used = new Set(Object.values(spaces).flatMap((space) => (space.DomainId === domainId ? [uidOf(space)] : [])));
        const volumes = join(folder, domainId, kinds.spaces);
        for (const uid of await namesIn(volumes)) if (!used.has(uid)) await rm(join(volumes, uid), { recursive: true, force: true });
      }
    },
  };
}

function pathOf({ sagemaker }: SandboxState, domainId: string, owner: Owner): readonly [kind: string, uid: string] {
  const isSpace = "SpaceName" in owner;
  const key = namedKey(domainId, isSpace ? owner.SpaceName : owner.UserProfileName);
  const record = isSpace ? sagemaker.spaces[key] : sagemaker.userProfiles[key];
  if (record === undefined) throw new RangeError(`the sandbox has no ${key}`);
  return [isSpace ? kinds.spaces : kinds.users, uidOf(record)];
}

/** Digits only, so that the name cannot lead to another folder. */
function uidOf(record: object): string {
  const uid: unknown = Object(record).HomeEfsFileSystemUid;
  if (typeof uid !== "string" || !/^\d+$/.test(uid)) throw new RangeError("the sandbox has an owner without a uid");
  return uid;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
