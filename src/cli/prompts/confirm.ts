import { StudioctlError, usageError } from "../../core/errors.ts";
import type { Context } from "../context.ts";

/** Rejects with `declined` where a confirmation will be needed and nobody can give it: before any call. */
export function requireSomebodyToAsk({ globals, mayPrompt }: Context): void {
  if (globals.yes || mayPrompt) return;
  throw new StudioctlError("declined", "a confirmation is required, and there is no terminal to ask on", {
    fix: "confirm beforehand with --yes",
  });
}

/** Asks for a yes; rejects with `declined` where nobody can be asked, or where the answer is no. */
export async function confirmOrDecline(context: Context, question: string): Promise<void> {
  requireSomebodyToAsk(context);
  if (context.globals.yes) return;
  if (!(await (await context.prompter()).confirm(question))) throw new StudioctlError("declined", "declined: nothing was changed");
}

/** What cannot be undone: confirmed by its name. */
export interface NamedConfirmation {
  readonly name: string;
  /** `domain d-1 and all that is in it`. */
  readonly what: string;
  /** What --confirm says. */
  readonly given: string | undefined;
  /** Shows what will happen, before anybody is asked or sent away. */
  readonly show: () => Promise<void>;
}

/**
 * Has a name typed, or takes it from --confirm; --yes is not enough. Rejects with `usage` where --confirm says another name,
 * with `declined` where another one is typed, or nobody can be asked.
 */
export async function confirmByName(context: Context, { name, what, given, show }: NamedConfirmation): Promise<void> {
  if (given === name) return;
  if (given !== undefined)
    throw usageError(`--confirm says "${given}"`, { why: `what would be deleted is ${what}`, fix: `--confirm ${name}` });
  await show();
  if (!context.mayPrompt) {
    throw new StudioctlError("declined", "a confirmation is required, and there is no terminal to ask on", {
      ...(context.globals.yes && { why: `--yes is not enough to delete ${what}` }),
      fix: `confirm beforehand with --confirm ${name}`,
    });
  }
  const typed = (await (await context.prompter()).input(`This deletes ${what}, and cannot be undone. Type ${name} to continue:`)).trim();
  if (typed !== name) throw new StudioctlError("declined", `declined: "${typed}" is not "${name}", and nothing was changed`);
}
