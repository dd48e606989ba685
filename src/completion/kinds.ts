/** What only the account, or the machine, can tell: asked for when somebody presses TAB. */
export const liveKinds = ["domain", "user", "space", "app", "image", "lifecycle-config", "lifecycle-config-arn", "aws-profile"] as const;
export type LiveKind = (typeof liveKinds)[number];

/** What a flag or an argument takes, where that can be completed; `regions` is a comma-separated list. */
export type Completes = LiveKind | "instance-type" | "region" | "regions" | "file";

/** The hidden words of the command line: one answers a shell, the other reads the account for it. */
export const answerWord = "__complete";
export const refreshWord = "__refresh";

export function isLiveKind(word: string | undefined): word is LiveKind {
  return liveKinds.some((kind) => kind === word);
}
