import { visible, visibleLine } from "../core/visible.ts";
import type { Choice, ChoiceList, Prompter } from "../ports/prompter.ts";

/** A prompter whose questions, choices and refusals show control and invisible characters escaped; the answers stay as they are. */
export function visiblePrompter(prompter: Prompter): Prompter {
  return {
    confirm: (question) => prompter.confirm(visible(question)),
    input: (question, refusal) =>
      prompter.input(visible(question), (text) => {
        const why = refusal?.(text);
        return why === undefined ? undefined : visible(why);
      }),
    select: (question, choices) => prompter.select(visible(question), labelled(choices)),
    search: (question, list) => prompter.search(visible(question), headed(list)),
    searchSome: (question, list) => prompter.searchSome(visible(question), headed(list)),
  };
}

function headed({ head, choices }: ChoiceList): ChoiceList {
  return { head: visibleLine(head), choices: labelled(choices) };
}

function labelled(choices: readonly Choice[]): Choice[] {
  return choices.map(({ value, label }) => ({ value, label: visibleLine(label) }));
}
