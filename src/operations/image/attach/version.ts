import { noVersion } from "../../../core/image/attach-steps.ts";
import type { ImageVersion } from "../../../core/image/image.ts";
import { collect } from "../../../core/collections.ts";
import { StudioctlError } from "../../../core/errors.ts";
import type { ImageVersions } from "../../../ports/images.ts";
import { orMissing } from "../../errors.ts";

type Ports = { readonly images: ImageVersions };

/** Of which an app can be started, now or soon. */
const usable: ReadonlySet<string> = new Set(["CREATED", "CREATING"]);

export interface Newest {
  /** The newest version that did not fail; absent where there is none. */
  readonly version: ImageVersion | undefined;
  /** The highest number there is, failed ones among them; 0 where there is none. */
  readonly number: number;
}

export async function newestVersion({ images }: Ports, imageName: string): Promise<Newest> {
  const versions = await collect(images.listImageVersions(imageName));
  const newest = versions.find(({ ImageVersionStatus }) => usable.has(ImageVersionStatus));
  return {
    version: newest && (await images.describeImageVersion(imageName, newest.Version)),
    number: Math.max(0, ...versions.map(({ Version }) => Version)),
  };
}

/** A version by its number. Rejects with `not-found`, or with `failed` where no app could be started of it. */
export async function numberedVersion({ images }: Ports, imageName: string, number: number): Promise<ImageVersion> {
  const version = await orMissing(() => images.describeImageVersion(imageName, number));
  if (version === undefined) throw noVersion(imageName, number);
  if (usable.has(version.ImageVersionStatus)) return version;
  throw new StudioctlError("failed", `version ${number} of image "${imageName}" is ${version.ImageVersionStatus}`, {
    why: version.FailureReason,
    fix: "give another, or omit --version for the latest",
  });
}
