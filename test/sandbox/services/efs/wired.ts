import { afterEach, beforeEach, expect } from "vitest";
import { fileSystemId } from "../../../../src/sandbox/services/sagemaker/records.ts";
import type { HomeFileSystem } from "../../../../src/sandbox/sagemaker-state.ts";
import { domainId, smallStudio, type WireAnswer, type Wired, wire } from "../../wire.ts";

/* EFS in a sandbox with one domain, asked as on the wire. */

/** Of the domain's home file system. */
export const id = fileSystemId(domainId);
export const arn = `arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/${id}`;
export const research = { DomainId: domainId };
export const datasets = { name: "datasets", path: "/shared", user: { uid: 1000, gid: 100 } };

export type Item = Readonly<Record<string, unknown>>;
type Query = Readonly<Record<string, string>>;

export interface Efs {
  /** The newest sandbox: each test has its own. */
  readonly studio: () => Wired;
  /** A GET below the API version. */
  readonly efs: (path: string, query?: Query, headers?: Record<string, string>) => Promise<WireAnswer>;
  /** What a list holds; rejects where it is refused. */
  readonly items: (path: string, query?: Query) => Promise<readonly Item[]>;
  /** The same, one by one: every page goes on from the one before. */
  readonly oneByOne: (path: string, query: Query, marker: "Marker" | "NextToken") => Promise<readonly Item[]>;
  readonly homeFileSystem: () => Promise<Item>;
  readonly mountTargets: () => Promise<readonly Item[]>;
  /** Sets what the state tells of the home file system. */
  readonly hold: (homeFileSystem: HomeFileSystem) => Promise<void>;
  /** Deletes the one user, and her space before. */
  readonly deleteUser: () => Promise<void>;
}

/** Starts a sandbox before each test, and ends it after. */
export function wiredEfs(): Efs {
  let studio: Wired;
  beforeEach(async () => void (studio = await wire(smallStudio())));
  afterEach(() => studio.close());
  const efs: Efs["efs"] = (path, query = {}, headers) =>
    studio.get(`/2015-02-01/${path}?${new URLSearchParams(query).toString()}`, headers);
  const items: Efs["items"] = async (path, query) => {
    const { status, text, json } = await efs(path, query);
    if (status !== 200) throw new Error(text);
    return listIn(json);
  };
  const oneByOne: Efs["oneByOne"] = async (path, query, marker) => {
    const size = marker === "Marker" ? { MaxItems: "1" } : { MaxResults: "1" };
    const found: Item[] = [];
    let from: Query = {};
    for (;;) {
      const { json } = await efs(path, { ...query, ...size, ...from });
      expect(listIn(json)).toHaveLength(1);
      // The older form repeats where it goes on from.
      if (marker === "Marker") expect(json["Marker"]).toBe(from["Marker"]);
      found.push(...listIn(json));
      const next = json[marker === "Marker" ? "NextMarker" : "NextToken"];
      if (typeof next !== "string") return found;
      from = { [marker]: next };
    }
  };
  return {
    studio: () => studio,
    efs,
    items,
    oneByOne,
    homeFileSystem: async () => (await items("file-systems", { FileSystemId: id }))[0] ?? {},
    mountTargets: () => items("mount-targets", { FileSystemId: id }),
    hold: (homeFileSystem) =>
      studio.store.update(({ sagemaker }) => void Object.assign(sagemaker.domains[domainId] ?? {}, { homeFileSystem })),
    async deleteUser() {
      await studio.expect("DeleteSpace", { ...research, SpaceName: "notes" });
      studio.advance(3);
      await studio.expect("DeleteUserProfile", { ...research, UserProfileName: "alice" });
      studio.advance(3);
    },
  };
}

function listIn(json: Item): readonly Item[] {
  return Object.values(json).find((value) => Array.isArray(value)) ?? [];
}
