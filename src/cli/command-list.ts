import type { Command } from "./command.ts";

/** Nouns and their verbs; the module of a command is loaded when it is named, or when all are shown. */
export type CommandList = Readonly<Record<string, Group | Standalone>>;

/** A noun, or a verb that is a group of verbs of its own: `auto-shutdown settings get|set`. */
export interface Group {
  readonly summary: string;
  /** A shorter alias. */
  readonly alias?: string;
  readonly verbs: Verbs;
}

/** A noun that is a command by itself: `cost`. */
export interface Standalone {
  readonly summary: string;
  /** Run by programs, not by people: help, completion, manual and reference leave it out. */
  readonly hidden?: true;
  readonly command: () => Promise<Command>;
}

export type Verbs = Readonly<Record<string, (() => Promise<Command>) | Group | Standalone>>;

/** The nouns that help, completion, manual and reference show. */
export function shown<V extends Verbs[string]>(verbs: Readonly<Record<string, V>>): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(verbs).filter(([, verb]) => typeof verb === "function" || !("hidden" in verb)));
}

/** All commands that are shown, in their order, those of groups among them. */
export async function commandsOf(verbs: Verbs): Promise<readonly Command[]> {
  const commands = await Promise.all(
    Object.values(shown(verbs)).map(async (verb) => {
      if (typeof verb === "function") return [await verb()];
      return "command" in verb ? [await verb.command()] : await commandsOf(verb.verbs);
    }),
  );
  return commands.flat();
}
