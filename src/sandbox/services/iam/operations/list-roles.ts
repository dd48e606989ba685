import type { Operation } from "../../../operation.ts";
import { type ListInput, iamPage, toldRole } from "../roles.ts";

/** By name; tags are told by GetRole only (IAM API: ListRoles). */
export const listRoles: Operation<ListInput> = (input, { state }) => {
  const { PathPrefix = "/" } = input;
  const found = Object.entries(state.iam.roles)
    .filter(([, { Path }]) => Path.startsWith(PathPrefix))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, role]) => toldRole({ ...role, Tags: undefined }));
  const { items, ...page } = iamPage("ListRoles", found, input);
  return { Roles: items, ...page };
};
