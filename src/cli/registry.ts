import type { Command } from "./command.ts";

/** Nouns and their verbs; the module of a command is loaded when it is named, or when all are to be shown. */
export type Registry = Readonly<Record<string, Group | Standalone>>;

/** A noun, or a verb that is a group of verbs of its own: `auto-shutdown settings get|set`. */
export interface Group {
  readonly summary: string;
  /** Another name for it, shorter to type. */
  readonly alias?: string;
  readonly verbs: Verbs;
}

/** A noun that is a command by itself: `cost`. */
export interface Standalone {
  readonly summary: string;
  readonly command: () => Promise<Command>;
}

export type Verbs = Readonly<Record<string, (() => Promise<Command>) | Group | Standalone>>;

/** All commands in their order, those of groups among them. */
export async function commandsOf(verbs: Verbs): Promise<readonly Command[]> {
  const commands = await Promise.all(
    Object.values(verbs).map(async (verb) => {
      if (typeof verb === "function") return [await verb()];
      return "command" in verb ? [await verb.command()] : await commandsOf(verb.verbs);
    }),
  );
  return commands.flat();
}
