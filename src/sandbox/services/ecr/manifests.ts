import { createHash } from "node:crypto";
import type { ContainerRecord } from "../../state.ts";

/*
 * The documents of a container image in a registry, created from its record: a config with the platform, a manifest that names the config
 * and the layers by digest, and over several platforms an index of manifests. Digests are computed from the texts, so that the documents
 * match, and a record always gives the same ones.
 */

export interface Manifest {
  /** `sha256:` and 64 hexadecimal digits, of `text`. */
  readonly digest: string;
  readonly mediaType: string;
  readonly text: string;
  /** Of the layers; of an index that of the largest manifest in it (ECR API: ImageDetail). */
  readonly sizeInBytes: number;
  /** Absent in an index. */
  readonly artifactMediaType?: string;
  /** The downloadable blobs that it names, with their contents. Empty in an index. */
  readonly configs: readonly Blob[];
  /** Digests of layers, whose data the sandbox does not have. */
  readonly layers: readonly string[];
  /** Of an index: the manifests in it. */
  readonly members: readonly Manifest[];
}

export interface Blob {
  readonly digest: string;
  readonly text: string;
}

interface Formats {
  readonly manifest: string;
  readonly config: string;
  readonly layer: string;
}

const docker: Formats = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
};

const oci: Formats = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
};

const ociIndex = "application/vnd.oci.image.index.v1+json";

/** How an image's size spreads over its layers. */
const layerShares = [0.1, 0.6, 0.3];

/** The manifest that the tags of a record name: of one platform, or the index of several. */
export function manifestOf(record: ContainerRecord): Manifest {
  const [only = "amd64", ...others] = record.architectures;
  if (others.length === 0) return platformManifest(record, only, docker);
  const members = record.architectures.map((architecture) => platformManifest(record, architecture, oci));
  const manifests = members.map(({ mediaType, digest, text }, index) => ({
    mediaType,
    digest,
    size: Buffer.byteLength(text),
    platform: { architecture: record.architectures[index], os: "linux" },
  }));
  const text = JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests }, undefined, 3);
  const sizeInBytes = Math.max(...members.map((member) => member.sizeInBytes));
  return { digest: digestOf(text), mediaType: ociIndex, text, sizeInBytes, configs: [], layers: [], members };
}

/** A manifest, and of an index the manifests in it. */
export function withMembers(manifest: Manifest): Manifest[] {
  return [manifest, ...manifest.members];
}

function platformManifest({ content, sizeMb }: ContainerRecord, architecture: string, formats: Formats): Manifest {
  const layers = layerShares.map((share, index) => {
    const digest = digestOf(`${content} ${architecture} layer ${index}`);
    return { mediaType: formats.layer, size: Math.round(sizeMb * share * 1e6), digest };
  });
  const config = configOf(content, architecture);
  const text = JSON.stringify(
    {
      schemaVersion: 2,
      mediaType: formats.manifest,
      config: { mediaType: formats.config, size: Buffer.byteLength(config.text), digest: config.digest },
      layers,
    },
    undefined,
    3,
  );
  return {
    digest: digestOf(text),
    mediaType: formats.manifest,
    text,
    sizeInBytes: layers.reduce((sum, { size }) => sum + size, 0),
    artifactMediaType: formats.config,
    configs: [config],
    layers: layers.map(({ digest }) => digest),
    members: [],
  };
}

/** The platform and user of the container (OCI image configuration). */
function configOf(content: string, architecture: string): Blob {
  const diffIds = layerShares.map((_, index) => digestOf(`${content} ${architecture} unpacked layer ${index}`));
  const text = JSON.stringify({
    architecture,
    os: "linux",
    config: { User: "1000:100", Env: ["PATH=/opt/conda/bin:/usr/local/bin:/usr/bin:/bin"], WorkingDir: "/home/sagemaker-user" },
    rootfs: { type: "layers", diff_ids: diffIds },
    history: diffIds.map(() => ({ created_by: content })),
  });
  return { digest: digestOf(text), text };
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
