import { home, named } from "./home.ts";
import type { StateStore } from "./ports.ts";
import type { AccountParts, MemberAccount, OrganizationState, SandboxState } from "./state.ts";

/*
 * The sandbox's account is the management account of an organization. What each other account has is stored as if it were the sandbox's
 * own: the ids of the two are exchanged in its requests and answers, so that every operation and every ARN knows one account only.
 */

/** Exchanges the id of a member account with that of the sandbox's own account, everywhere in a text. Twice: the same text. */
export function exchanged(text: string, member: string): string {
  if (member === home.account) return text;
  return text.replaceAll(new RegExp(`(?<!\\d)(?:${home.account}|${member})(?!\\d)`, "g"), (id) => (id === member ? home.account : member));
}

export function memberAccount({ organization }: Pick<SandboxState, "organization">, id: string): MemberAccount | undefined {
  return organization && named(organization.accounts, id);
}

/** The state with the contents of one account; undefined if there is no such account. */
export function stateOf(state: SandboxState, account: string): SandboxState | undefined {
  if (account === home.account) return state;
  const contents = memberAccount(state, account)?.contents;
  if (contents === undefined) return undefined;
  const { canvas: _canvas, trail: _trail, ...shared } = state;
  return { ...shared, ...contents };
}

/** Keeps in the state what an operation changed in one account; `changed` comes from `stateOf`. */
export function keepAccount(state: SandboxState, account: string, changed: SandboxState): void {
  const member = memberAccount(state, account);
  if (member?.contents === undefined) return;
  state.sequence = changed.sequence;
  member.contents = contentsOf(changed);
}

/** The members of a state that belong to one account. */
export function contentsOf(state: AccountParts): AccountParts {
  const { sagemaker, jupyter, ec2, iam, ecr, canvas, trail } = state;
  return { sagemaker, jupyter, ec2, iam, ecr, ...(canvas && { canvas }), ...(trail && { trail }) };
}

/** The organization, each of its member accounts with these contents. */
export function withContents(organization: OrganizationState, contents: AccountParts): OrganizationState {
  const accounts = Object.entries(organization.accounts).map(([id, member]) => [id, { ...member, ...(member.contents && { contents }) }]);
  return { ...organization, accounts: Object.fromEntries(accounts) };
}

/**
 * The store as the Jupyter servers see it: those of all accounts, whose domain ids differ. Changes reach what is inside a server; it has no
 * servers to add.
 */
export function everyAccount(store: StateStore): StateStore {
  const views = new WeakMap<SandboxState, SandboxState>();
  return {
    async read() {
      const state = await store.read();
      const view = views.get(state) ?? merged(state);
      views.set(state, view);
      return view;
    },
    update: (change) => store.update((state) => change(merged(state))),
    amend: (change) => store.amend((state) => change(merged(state))),
  };
}

/** The domains, owners, apps and servers of all accounts in one state. */
export function merged(state: SandboxState): SandboxState {
  const members = Object.values(state.organization?.accounts ?? {}).flatMap(({ contents }) => contents ?? []);
  if (members.length === 0) return state;
  const all = <T>(table: (of: AccountParts) => Record<string, T>): Record<string, T> =>
    Object.assign({}, ...[state, ...members].map(table));
  return {
    ...state,
    sagemaker: {
      ...state.sagemaker,
      domains: all(({ sagemaker }) => sagemaker.domains),
      userProfiles: all(({ sagemaker }) => sagemaker.userProfiles),
      spaces: all(({ sagemaker }) => sagemaker.spaces),
      apps: all(({ sagemaker }) => sagemaker.apps),
    },
    jupyter: { ...state.jupyter, servers: all(({ jupyter }) => jupyter.servers) },
    ec2: { ...state.ec2, retainedDomains: [state, ...members].flatMap(({ ec2 }) => ec2.retainedDomains) },
  };
}
