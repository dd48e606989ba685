import { StudioctlError, usageError } from "../../core/errors.ts";
import type { Context } from "../context.ts";

/** Rejects with `declined` before any call, if a confirmation will be needed and cannot be given. */
export function requireSomebodyToAsk({ globals, mayPrompt }: Context): void {
  if (globals.yes || mayPrompt) return;
  throw new StudioctlError("declined", "a confirmation is required, and there is no terminal to ask on", {
    fix: "confirm beforehand with --yes",
  });
}

/** Asks for a yes; rejects with `declined` if there is no terminal, or the answer is no. */
export async function confirmOrDecline(context: Context, question: string): Promise<void> {
  requireSomebodyToAsk(context);
  if (context.globals.yes) return;
  if (!(await (await context.prompter()).confirm(question))) throw new StudioctlError("declined", "declined: nothing was changed");
}

/** An irreversible change, confirmed by typing a name. */
export interface NamedConfirmation {
  readonly name: string;
  /** `domain d-1 and all that is in it`. */
  readonly what: string;
  /** The value of --confirm. */
  readonly given: string | undefined;
  /** Shows what will happen, before the prompt or the refusal. */
  readonly show: () => Promise<void>;
}

/**
 * Asks for a name, or reads it from --confirm; --yes is not enough. Rejects with `usage` where --confirm says another name,
 * with `declined` if another one is typed, or there is no terminal.
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
