import type { ContainerImage, Platform } from "../../src/core/image/container.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import type { Registry } from "../../src/ports/images.ts";
import { created } from "./entities.ts";

export interface FakeContainer {
  /** `sha256:` and this digit, 64 times over. */
  readonly digit: string;
  readonly tags?: readonly string[];
  /** Linux on x86_64, unless told otherwise; null: not known. */
  readonly platforms?: readonly Platform[] | null;
  readonly more?: Partial<ContainerImage>;
}

export const account = "123456789012";

/** A digest that can be told from others at a glance. */
export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** A registry in memory: containers by the name of their repository, newest first. `calls` tells every method called with its subject. */
export function fakeRegistry(repositories: Readonly<Record<string, readonly FakeContainer[]>> = {}) {
  const calls: (readonly [method: keyof Registry, subject: string])[] = [];
  const hooks: { method: keyof Registry; action: () => void }[] = [];
  const content = new Map(Object.entries(repositories));

  function called(method: keyof Registry, subject: string): void {
    calls.push([method, subject]);
    for (const hook of hooks) if (hook.method === method) hook.action();
  }

  const of = (repository: string): readonly FakeContainer[] => found(content.get(repository), `repository ${repository}`);

  const registry = {
    region: "us-east-1",
    async describeRepository(repositoryName) {
      called("describeRepository", repositoryName);
      of(repositoryName);
      return { registryId: account, repositoryName, repositoryUri: `${account}.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}` };
    },
    async listRepositories() {
      called("listRepositories", "");
      return [...content.keys()];
    },
    async describeContainer(repositoryName, reference) {
      const name = "imageTag" in reference ? reference.imageTag : reference.imageDigest;
      called("describeContainer", `${repositoryName} ${name}`);
      const fits = ({ digit, tags = [] }: FakeContainer) => ("imageTag" in reference ? tags.includes(name) : digest(digit) === name);
      const { digit, tags = [], more } = found(of(repositoryName).find(fits), `container ${repositoryName} ${name}`);
      return {
        registryId: account,
        repositoryName,
        imageDigest: digest(digit),
        imageTags: tags,
        imageSizeInBytes: 1e9,
        imagePushedAt: created,
        ...more,
      };
    },
    async listTags(repositoryName) {
      called("listTags", repositoryName);
      return of(repositoryName).flatMap(({ tags = [] }) => tags);
    },
    async platforms({ repositoryName, imageDigest }) {
      called("platforms", `${repositoryName} ${imageDigest}`);
      const { platforms = [{ os: "linux", architecture: "amd64" }] } = found(
        of(repositoryName).find(({ digit }) => digest(digit) === imageDigest),
        imageDigest,
      );
      return platforms ?? undefined;
    },
  } satisfies Registry;

  return {
    ...registry,
    calls,
    fail(method: keyof Registry, error: Error = new StudioctlError("denied", `not allowed to ${method}`)): void {
      hooks.push({
        method,
        action: () => {
          throw error;
        },
      });
    },
    /** What a repository holds from now on: as after a push. */
    push: (repository: string, containers: readonly FakeContainer[]) => void content.set(repository, containers),
  };
}

export type FakeRegistry = ReturnType<typeof fakeRegistry>;

function found<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new StudioctlError("not-found", `${what} not found`);
  return item;
}
