import { parseDuration } from "../core/time.ts";
import type { SeedContainer, SeedRepository } from "./seed-document.ts";
import type { ContainerRecord, RepositoryRecord } from "./state.ts";

/** A repository is as old as its first image. */
export function seededRepository({ name, images }: SeedRepository, now: number): RepositoryRecord {
  const containers = images.map((image, index) => seededContainer(image, `${name} ${index + 1}`, now));
  return { createdAt: Math.min(now, ...containers.map(({ pushedAt }) => pushedAt)), images: containers };
}

function seededContainer(
  { tags = [], sizeMb, architectures = ["amd64"], pushed, findings }: SeedContainer,
  content: string,
  now: number,
): ContainerRecord {
  return { tags: [...tags], content, architectures, sizeMb, pushedAt: now - parseDuration(pushed), ...(findings && { findings }) };
}
