/** Where everything in the sandbox lives. The account is fictitious: AWS's own documentation uses it. */
export const home = { account: "111122223333", region: "us-east-1" } as const;

/** Who the sandbox takes every caller for. */
export const caller = `arn:aws:iam::${home.account}:user/sandbox`;

/** The record of a name that a client chose: names such as `constructor` are in no table of their own accord. */
export function named<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
