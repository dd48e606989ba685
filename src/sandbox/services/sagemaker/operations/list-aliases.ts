import type { Operation } from "../context.ts";
import { requireImage, requireImageVersion, type VersionReference, versionsOf } from "../images.ts";
import { type ListInput, listPage } from "../listing.ts";

export const listAliases: Operation<VersionReference & ListInput> = (input, context) => {
  requireImage(context, input.ImageName);
  const one = input.Version !== undefined || input.Alias !== undefined;
  const versions = one ? [requireImageVersion(context, input)] : versionsOf(context, input.ImageName);
  const aliases = versions.flatMap((version) => (version.aliases ?? []).map((alias) => [alias, { ...version, alias }] as const));
  const { records, ...page } = listPage(aliases, input, { operation: "ListAliases", order: "Ascending" });
  return { SageMakerImageVersionAliases: records.map(({ alias }) => alias), ...page };
};
