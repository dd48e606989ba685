import type { Choice } from "../ports/prompter.ts";

/** The choices whose label holds every word that was typed, whatever its case. */
export function matching(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.toLowerCase().split(/\s+/);
  return choices.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}
