/** What only the account can tell: asked for when somebody presses TAB. */
const accountKinds = ["domain", "user", "space", "app", "target", "image", "lifecycle-config", "lifecycle-config-arn"] as const;
export type AccountKind = (typeof accountKinds)[number];

/** The profiles in the files of the AWS CLI: the machine tells. */
export const profileKind = "aws-profile";

/** What a flag or an argument takes, where that can be completed; `regions` is a comma-separated list. */
export type Completes = AccountKind | typeof profileKind | "instance-type" | "region" | "regions" | "file";

/** The hidden word of the command line that has the account read for a shell. The launcher knows the one that answers: `__complete`. */
export const refreshWord = "__refresh";

export function isAccountKind(word: string | undefined): word is AccountKind {
  return accountKinds.some((kind) => kind === word);
}
