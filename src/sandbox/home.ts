/** The account and Region of the sandbox. The account is fictitious: AWS's own documentation uses it. */
export const home = { account: "111122223333", region: "us-east-1" } as const;

/** The identity of every caller. */
export const caller = `arn:aws:iam::${home.account}:user/sandbox`;

/** Looks up the record of a name that a client chose: inherited members such as `constructor` do not count. */
export function named<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
