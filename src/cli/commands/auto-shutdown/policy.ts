import type { PolicyFile, Policies } from "../../../core/idle/policy.ts";
import { policies } from "../../../operations/sweep/policies.ts";
import type { Context } from "../../context.ts";
import { textOf } from "../../common-flags.ts";
import { looksInsideBySetting } from "../../environment.ts";
import { type PolicyFlagValues, givenPolicy } from "./flags.ts";

/** The combined policy of flags and policy file. */
export interface WantedPolicy {
  readonly policies: Policies;
  /** Globs over the long app reference: those of the flags and those of the file. */
  readonly exclude: readonly string[];
  readonly maxStops: number | undefined;
  readonly file: PolicyFile | undefined;
}

/** Makes no call. Throws a usage error for faults of the file. */
export async function policyOf(context: Context, flags: PolicyFlagValues & { readonly kernels?: boolean }): Promise<WantedPolicy> {
  const file = flags.policy === undefined ? undefined : await readPolicyFile(context, flags.policy);
  const lookInside = looksInsideBySetting(context);
  return {
    policies: policies(
      { ...givenPolicy(flags), shutDownKernels: flags.kernels === true, ...(lookInside !== undefined && { settings: { lookInside } }) },
      file,
    ),
    exclude: [...flags.exclude, ...(file?.protect.apps ?? []).map(({ glob }) => glob)],
    maxStops: file?.maxStops,
    file,
  };
}

async function readPolicyFile(context: Context, path: string): Promise<PolicyFile> {
  const text = await textOf(path, context);
  // Loaded only if there is a file to read: neither a YAML reader nor a validator is needed otherwise.
  const { parsePolicyFile } = await import("./policy-file.ts");
  return parsePolicyFile(path, text);
}
