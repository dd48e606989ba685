import type { AppImageConfig, Image, ImageVersion } from "../../src/core/image/image.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import type { SageMakerImages } from "../../src/ports/images.ts";
import { arnPrefix, created } from "./entities.ts";

export interface FakeImagesOptions {
  readonly images?: readonly (Pick<Image, "ImageName"> & Partial<Image>)[];
  /** Version 1 of an image, unless told otherwise. */
  readonly versions?: readonly (Pick<Image, "ImageName"> & Partial<ImageVersion>)[];
  readonly configs?: readonly (Pick<AppImageConfig, "AppImageConfigName"> & Partial<AppImageConfig>)[];
}

type Method = keyof SageMakerImages;
type Held = ImageVersion & { readonly ImageName: string };

/**
 * SageMaker images of a Region in memory. `calls` tells every method called with its subject (a name, `nlp/2` for a version,
 * a request as JSON); `fail` makes calls whose subject contains a text reject, `when` lets something happen just before them.
 */
export function fakeImages(options: FakeImagesOptions = {}) {
  const images = (options.images ?? []).map(image);
  const versions = (options.versions ?? []).map(version);
  const configs = (options.configs ?? []).map(config);
  const tokens = new Map<string, string>();
  const calls: (readonly [method: Method, subject: string])[] = [];
  const hooks: { method: Method; part: string; action: () => void }[] = [];

  function called(method: Method, subject: string): void {
    calls.push([method, subject]);
    for (const hook of hooks) if (hook.method === method && subject.includes(hook.part)) hook.action();
  }

  const when = (method: Method, part: string, action: () => void): void => void hooks.push({ method, part, action });

  const imageNamed = (name: string) =>
    find(
      images.find(({ ImageName, ImageStatus }) => ImageName === name && ImageStatus !== gone),
      `image ${name}`,
    );
  const versionsOf = (name: string) =>
    versions
      .filter(({ ImageName, ImageVersionStatus }) => ImageName === name && ImageVersionStatus !== gone)
      .toSorted((one, other) => other.Version - one.Version);
  const configNamed = (name: string) =>
    find(
      configs.find(({ AppImageConfigName }) => AppImageConfigName === name),
      `app image config ${name}`,
    );
  const numbered = (name: string, number?: number | string) =>
    find(
      versionsOf(name).find(
        ({ Version, Aliases }) => number === undefined || Version === number || (Array.isArray(Aliases) && Aliases.includes(number)),
      ),
      `version ${number ?? "latest"} of image ${name}`,
    );

  const service = {
    async *listImages() {
      called("listImages", "");
      yield* images.filter(({ ImageStatus }) => ImageStatus !== gone).map((each) => shown(each, "ImageStatus"));
    },
    async describeImage(name) {
      called("describeImage", name);
      return shown(imageNamed(name), "ImageStatus");
    },
    async createImage(request) {
      called("createImage", JSON.stringify(request));
      const taken = images.some(({ ImageName, ImageStatus }) => ImageName === request.ImageName && ImageStatus !== gone);
      if (taken) throw new StudioctlError("in-use", `image ${request.ImageName} exists already`);
      const { Tags: _tags, ...members } = request;
      images.unshift({ ...image(members), ImageStatus: "CREATING" });
      return arnOf(request.ImageName);
    },
    async updateImage({ ImageName, RoleArn }) {
      called("updateImage", JSON.stringify({ ImageName, RoleArn }));
      Object.assign(imageNamed(ImageName), { RoleArn, ImageStatus: "UPDATING" });
    },
    async deleteImage(name) {
      called("deleteImage", name);
      Object.assign(imageNamed(name), { ImageStatus: "DELETING" });
      for (const each of versionsOf(name)) versions.splice(versions.indexOf(each), 1);
    },
    async *listImageVersions(name) {
      called("listImageVersions", name);
      imageNamed(name);
      yield* versionsOf(name).map((each) => shown(each, "ImageVersionStatus"));
    },
    async describeImageVersion(name, number) {
      called("describeImageVersion", `${name}/${number ?? "latest"}`);
      return shown(numbered(name, number), "ImageVersionStatus");
    },
    async createImageVersion(request) {
      called("createImageVersion", JSON.stringify(request));
      imageNamed(request.ImageName);
      const known = tokens.get(request.ClientToken);
      if (known !== undefined) return known;
      const { ImageName, BaseImage } = request;
      const next = version({ ImageName, BaseImage, ContainerImage: BaseImage, Version: (versionsOf(ImageName)[0]?.Version ?? 0) + 1 });
      versions.push({ ...next, ImageVersionStatus: "CREATING" });
      tokens.set(request.ClientToken, next.ImageVersionArn);
      return next.ImageVersionArn;
    },
    async *listAppImageConfigs() {
      called("listAppImageConfigs", "");
      yield* configs;
    },
    async describeAppImageConfig(name) {
      called("describeAppImageConfig", name);
      return { ...configNamed(name) };
    },
    async createAppImageConfig(request) {
      called("createAppImageConfig", JSON.stringify(request));
      const taken = configs.some(({ AppImageConfigName }) => AppImageConfigName === request.AppImageConfigName);
      if (taken) throw new StudioctlError("in-use", `app image config ${request.AppImageConfigName} exists already`);
      const { Tags: _tags, ...members } = request;
      configs.unshift(config(members));
      return config(members).AppImageConfigArn;
    },
    async updateAppImageConfig(request) {
      called("updateAppImageConfig", JSON.stringify(request));
      Object.assign(configNamed(request.AppImageConfigName), request);
    },
    async deleteAppImageConfig(name) {
      called("deleteAppImageConfig", name);
      configs.splice(configs.indexOf(configNamed(name)), 1);
    },
  } satisfies SageMakerImages;

  return {
    ...service,
    calls,
    /** How often a method was called. */
    count: (method: Method) => calls.filter(([name]) => name === method).length,
    /** Subjects of the calls of a method, in order. */
    subjects: (method: Method) => calls.filter(([name]) => name === method).map(([, subject]) => subject),
    /** The methods called that change something, in order. */
    changes: () => calls.filter(([method]) => /^(create|update|delete)/.test(method)).map(([method]) => method),
    when,
    fail(method: Method, part: string, error: Error = new StudioctlError("denied", `not allowed to ${method}`)): void {
      when(method, part, () => {
        throw error;
      });
    },
    /** Changes an image as the service would: to a failed status with its reason. */
    setImage: (name: string, change: Partial<Image>) => void Object.assign(imageNamed(name), change),
    /** The same of the latest version of an image. */
    setVersion: (name: string, change: Partial<ImageVersion>) => void Object.assign(numbered(name), change),
  };
}

export type FakeImages = ReturnType<typeof fakeImages>;

/** The status of what has been seen DELETING once. */
const gone = "gone";

/** As it is now; a change under way is over when it has been seen once. */
function shown<Member extends string, T extends { readonly [Name in Member]: string }>(entity: T, status: Member): T {
  const now = { ...entity };
  const next = { CREATING: "CREATED", UPDATING: "CREATED", DELETING: gone }[entity[status] as string];
  if (next !== undefined) Object.assign(entity, { [status]: next });
  return now;
}

function arnOf(name: string): string {
  return `${arnPrefix}:image/${name}`;
}

function image(given: Pick<Image, "ImageName"> & Partial<Image>): Image {
  return {
    ImageArn: arnOf(given.ImageName),
    ImageStatus: "CREATED",
    CreationTime: created,
    RoleArn: "arn:aws:iam::123456789012:role/images",
    ...given,
  };
}

function version({ ImageName, ...given }: Pick<Image, "ImageName"> & Partial<ImageVersion>): Held {
  const number = given.Version ?? 1;
  const container = `123456789012.dkr.ecr.us-east-1.amazonaws.com/${ImageName}`;
  return {
    ImageName,
    ImageArn: arnOf(ImageName),
    ImageVersionArn: `${arnPrefix}:image-version/${ImageName}/${number}`,
    Version: number,
    ImageVersionStatus: "CREATED",
    CreationTime: created,
    BaseImage: `${container}:v${number}`,
    ContainerImage: `${container}@sha256:${String(number).repeat(64).slice(0, 64)}`,
    ...given,
  };
}

function config(given: Pick<AppImageConfig, "AppImageConfigName"> & Partial<AppImageConfig>): AppImageConfig {
  return { AppImageConfigArn: `${arnPrefix}:app-image-config/${given.AppImageConfigName}`, CreationTime: created, ...given };
}

function find<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new StudioctlError("not-found", `${what} not found`);
  return item;
}
