import { parseStateLocation, type StateLocation } from "../core/idle/state-location.ts";
import { type Flag, textFlag } from "./flags.ts";

const text = textFlag(
  "PLACE",
  "where runs remember: folder, or dynamodb:TABLE[@REGION] for all machines that sweep (default: STUDIOCTL_STATE, then the configuration, then folder)",
);

/** `--state`. */
export const stateFlag: Flag<StateLocation | undefined> = {
  ...text,
  absent: undefined,
  parse: (texts, name) => parseStateLocation(text.parse(texts, name) ?? "", name),
};
