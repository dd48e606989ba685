import { StudioctlError } from "../core/errors.ts";
import type { Context } from "./context.ts";

/** Rejects with `declined` where a confirmation will be needed and nobody can give it: before any call. */
export function requireSomebodyToAsk({ globals, mayPrompt }: Context): void {
  if (globals.yes || mayPrompt) return;
  throw new StudioctlError("declined", "a confirmation is needed, and there is no terminal to ask on", { fix: "confirm beforehand with --yes" });
}

/** Asks for a yes; rejects with `declined` where nobody can be asked, or where the answer is no. */
export async function confirmOrDecline(context: Context, question: string): Promise<void> {
  requireSomebodyToAsk(context);
  if (context.globals.yes) return;
  if (!(await (await context.prompter()).confirm(question))) throw new StudioctlError("declined", "declined: nothing was changed");
}
