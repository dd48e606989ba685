/** The account and Region of the sandbox. The account is fictitious: AWS's own documentation uses it. */
export const home = { account: "111122223333", region: "us-east-1" } as const;

/** Who makes a request. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** For the session of a role: its name. */
  readonly role?: string;
}

/** Who makes each request that no assumed role makes. */
export const caller: Caller = {
  account: home.account,
  arn: `arn:aws:iam::${home.account}:user/sandbox`,
  userId: "AIDASANDBOXEXAMPLE000",
};

/** Looks up the record of a name that a client chose: inherited members such as `constructor` do not count. */
export function named<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
