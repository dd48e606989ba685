import { Chalk } from "chalk";
import type { Tone } from "./column.ts";

const colored = new Chalk({ level: 1 });

const tones: Record<Tone, (text: string) => string> = {
  good: colored.green,
  warn: colored.yellow,
  bad: colored.red,
  dim: colored.dim,
  strong: colored.bold,
};

export function paintTone(text: string, tone: Tone): string {
  return tones[tone](text);
}
