/** A container image in a private ECR repository, as DescribeImages tells it. */
export interface ContainerImage {
  /** Account that owns the registry. */
  readonly registryId: string;
  readonly repositoryName: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly imageDigest: string;
  readonly imageTags: readonly string[];
  /** Compressed, in bytes; absent for an index of several platforms. */
  readonly imageSizeInBytes?: number;
  readonly imagePushedAt?: Date;
  readonly imageManifestMediaType?: string;
  /** IN_PROGRESS, COMPLETE, FAILED…; absent: never scanned. */
  readonly imageScanStatus?: string;
  /** Number of findings by severity: CRITICAL, HIGH… */
  readonly findingSeverityCounts?: Readonly<Record<string, number>>;
}

/** What names an image of a repository: exactly one of the two. */
export type ContainerReference = { readonly imageTag: string } | { readonly imageDigest: string };

/** A repository. `repositoryUri` has no tag. */
export interface Repository {
  readonly registryId: string;
  readonly repositoryName: string;
  readonly repositoryUri: string;
}

/** As container images name it: `linux`, and `amd64` for x86_64. */
export interface Platform {
  readonly os?: string;
  readonly architecture: string;
}
