import { StudioctlError } from "../../core/errors.ts";
import { resolveDomain } from "../../operations/domain/resolve.ts";
import type { Argument, Command, Invocation, Question } from "../command.ts";
import type { Context } from "../context.ts";
import { namedDomain } from "../environment.ts";
import { type Flag, flagName } from "../flags.ts";
import { once } from "../once.ts";
import { type Parsed, values } from "../program.ts";
import { chooseDomain, type DomainChoice } from "../targets.ts";
import type { OfferScope } from "./choice-list.ts";
import { isOffered, type OfferKind, offers } from "./offers.ts";
import { isOpen, questionsOf, requireArguments } from "./questions.ts";
import { lineWords, showLine } from "./typed-line.ts";

/**
 * Prompts for missing parts of a command line, shows the full line, and continues as if it had been typed. Rejects with `interrupted` on
 * Ctrl-C, with `usage` if an answer is invalid, or if an argument is missing and there is nothing to choose from. A flag without choices is
 * left to the command.
 */
export async function asked(parsed: Parsed, context: Context): Promise<Invocation> {
  const { command } = parsed;
  const args: Record<string, string | readonly string[] | undefined> = { ...parsed.args };
  const typed = new Map(parsed.typed);
  const said = (): Parsed => ({
    ...parsed,
    typed,
    flags: values(command.flags, typed),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an argument that takes many has a list for its answer
    args: args as Parsed["args"],
  });
  const inDomain = once(async () => {
    const choose = async (domains: readonly DomainChoice[]) => {
      const DomainId = await chooseDomain(context, domains);
      typed.set("domain", [DomainId]);
      return { DomainId };
    };
    return await resolveDomain({ studio: await context.studio() }, namedDomain(context), choose);
  });

  for (const question of questionsOf(command)) {
    if (!isOpen(question, said())) continue;
    const answer = await answerTo(question, command, { context, inDomain, flags: said().flags });
    if (answer === undefined) {
      requireArguments(said(), "there is none to choose");
      return { ...said(), context: goingOn() };
    }
    for (const [key, value] of Object.entries(answer)) {
      if (Object.hasOwn(command.args, key)) args[key] = value;
      else typed.set(key, [value].flat());
    }
  }
  requireArguments(said());
  await showLine(context, lineWords(command, args, typed));
  return { ...said(), context: goingOn() };

  function goingOn(): Context {
    return {
      ...context,
      argv: lineWords(command, args, typed),
      globals: { ...context.globals, domain: typed.get("domain")?.at(-1) ?? context.globals.domain },
    };
  }
}

/** The answers, by the key of the argument or flag; undefined if there is nothing to choose from. */
type Answer = Readonly<Record<string, string | readonly string[]>> | undefined;

async function answerTo({ by, choices, isNew }: Question, command: Command, scope: OfferScope): Promise<Answer> {
  const [key = "", ...others] = by;
  if (others.length > 0) return await ownerChosen(scope);
  const slot = command.args[key] ?? command.flags[key];
  if (slot === undefined) {
    await scope.inDomain();
    return {};
  }
  if (isOffered(slot.completes) && isNew?.(scope.flags) !== true) {
    const value = await chosen(slot.completes, scope, slot.many === true && Object.hasOwn(command.args, key));
    return value === undefined ? undefined : { [key]: value };
  }
  const prompter = await scope.context.prompter();
  const name = command.args[key]?.placeholder ?? flagName(key);
  const question = `${name}, ${choices === undefined ? slot.summary : "one of these"}:`;
  const words = choices ?? slot.choices;
  if (words === undefined) return { [key]: await prompter.input(question, (text) => refusal(slot, name, text)) };
  return {
    [key]: await prompter.select(
      question,
      words.map((word) => ({ value: word, label: word })),
    ),
  };
}

/** Why a text is invalid, from its flag or argument. */
function refusal(slot: Argument | Flag<unknown>, name: string, text: string): string | undefined {
  try {
    if ("parse" in slot) slot.parse([text], name);
    else if (text === "") return `${name} is empty`;
    else slot.check?.(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof StudioctlError)) throw error;
    return [error.message, ...(error.fix === undefined ? [] : [error.fix])].join("; ");
  }
}

/** A user profile or a space, chosen from both. */
async function ownerChosen(scope: OfferScope): Promise<Answer> {
  const owner = await chosen("owner", scope, false);
  if (typeof owner !== "string") return undefined;
  return owner.startsWith("space:") ? { space: owner.slice("space:".length) } : { user: owner };
}

async function chosen(kind: OfferKind, scope: OfferScope, some: boolean): Promise<string | readonly string[] | undefined> {
  const list = await offers[kind](scope);
  if (list.choices.length === 0) return undefined;
  const prompter = await scope.context.prompter();
  return some ? await prompter.searchSome(questionOf(kind, true), list) : await prompter.search(questionOf(kind, false), list);
}

function questionOf(kind: OfferKind, some: boolean): string {
  if (kind === "owner") return "For which user or space?";
  return `Which ${kind.replaceAll("-", " ")}${some ? "s" : ""}?`;
}
