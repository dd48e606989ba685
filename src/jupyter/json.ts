import { maxNesting, observationLimits } from "./limits.ts";
import { Unreadable } from "./unreadable.ts";

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = ['"', "\\", ",", "[", "]", "{", "}"].map((character) =>
  character.charCodeAt(0),
);

/**
 * The value of a JSON text. Rejects with Unreadable what is none, what is nested too deeply and what holds too many
 * values: measured in one pass before anything is made of it.
 */
export function parseJson(text: string, where: string, maxValues = observationLimits.values): unknown {
  let nesting = 0;
  let values = 0;
  let inText = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (inText) {
      if (character === backslash) index += 1;
      else if (character === quote) inText = false;
    } else if (character === quote) {
      inText = true;
    } else if (character === openList || character === openObject) {
      nesting += 1;
      values += 1;
      if (nesting > maxNesting) throw new Unreadable(`the server answered JSON that is nested too deeply to ${where}`);
    } else if (character === closeList || character === closeObject) {
      nesting -= 1;
    } else if (character === comma) {
      values += 1;
    }
    if (values > maxValues) throw new Unreadable(`the server answered more than ${maxValues} values to ${where}`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unreadable(`the server answered malformed JSON to ${where}`, "not-ready");
  }
}
