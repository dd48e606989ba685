import picomatch from "picomatch";
import * as v from "valibot";
import { type ZeroRule, parseDuration } from "../../../core/time.ts";
import { isError } from "../../../core/errors.ts";
import { type Hours, type WeekDay, quietHours, weekDays } from "../../../core/idle/quiet-hours.ts";
import { zeroGrace, zeroIdle } from "../../../core/idle/policy.ts";
import { parseAppGlob } from "../../../core/reference.ts";
import { appTypes, instanceTypes } from "../../../core/service-model.ts";
import { suggestion } from "../../../core/suggest.ts";
import { parseProtectTag } from "./flags.ts";

/*
 * The form of a policy file. Unknown members are refused, so that misspellings are found. A message is the fault with the value, and after
 * a line feed the fix.
 */

const wrong = (what: string, fix?: string): string => (fix === undefined ? what : `${what}\n${fix}`);

/** A value as in the file, cut if it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}

const longestShown = 60;

/** An object with only these members. */
function members<const Entries extends v.ObjectEntries>(of: string, entries: Entries) {
  const names = Object.keys(entries);
  return v.pipe(
    v.unknown(),
    v.check(isObject, ({ input }) => wrong(`${shown(input)} where ${of} belongs`, `an object of ${names.join(", ")}`)),
    v.strictObject(entries, ({ expected, received }) => {
      if (expected !== "never") return `${of} has no ${expected}`;
      return wrong(`${received} is not a member of ${of}`, suggestion(received.slice(1, -1), names));
    }),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const text = v.pipe(
  v.string(({ input }) => wrong(`${shown(input)} is not text`, "put it in quotes")),
  v.nonEmpty("it is empty"),
);
const yesOrNo = v.boolean(({ input }) => `${shown(input)} is neither true nor false`);

function list<Item extends v.GenericSchema>(of: string, item: Item) {
  return v.optional(
    v.array(item, ({ input }) => wrong(`${shown(input)} is not a list of ${of}`, "begin each with a hyphen")),
    [],
  );
}

/** One of them, or a list. */
function any<Item extends v.GenericSchema>(item: Item) {
  const asList = v.transform((given: unknown): unknown[] => (Array.isArray(given) ? given : [given]));
  return v.pipe(v.unknown(), asList, v.array(item));
}

/** One of them, or a list; an empty list would match nothing. */
function some<Item extends v.GenericSchema>(item: Item) {
  return v.pipe(any(item), v.minLength(1, "the list is empty"));
}

function oneOf<const Words extends readonly string[]>(words: Words) {
  return v.picklist(words, ({ input }) => wrong(`${shown(input)} is not possible here`, suggestion(String(input), words)));
}

/** Applies a parser of the command line to a text, with the parser's own error. */
function parsed<T>(parse: (text: string) => T) {
  return v.pipe(
    v.unknown(),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      try {
        return parse(typeof dataset.value === "string" ? dataset.value : shown(dataset.value));
      } catch (error) {
        if (!isError(error, "usage")) throw error;
        addIssue({ message: wrong([error.message, ...(error.why === undefined ? [] : [error.why])].join(": "), error.fix) });
        return NEVER;
      }
    }),
  );
}

const duration = (zero: ZeroRule) => parsed((given) => parseDuration(given, zero));

const durationOrNever = parsed((given) => (given === "never" ? Infinity : parseDuration(given)));

const thresholds = {
  idle: v.optional(duration(zeroIdle)),
  grace: v.optional(duration(zeroGrace)),
  maxAge: v.optional(durationOrNever),
  keepTerminals: v.optional(yesOrNo),
  stopStuck: v.optional(yesOrNo),
  stopRemote: v.optional(yesOrNo),
  lookInside: v.optional(yesOrNo),
  maxBusy: v.optional(durationOrNever),
  trustBeacons: v.optional(yesOrNo),
};

const domainId = v.pipe(
  text,
  v.regex(/^[d*]/, ({ input }) =>
    wrong(`${shown(input)} is not a domain id, nor a glob over ids`, "studioctl domain list shows the ids: d-…"),
  ),
);
const instanceType = v.pipe(
  text,
  v.check(
    (glob) => instanceTypes.some((type) => picomatch.isMatch(type, glob, { nocase: true, bash: true })),
    ({ input }) => wrong(`${shown(input)} matches no instance type`, suggestion(input, instanceTypes) ?? "a name or a glob: ml.g5.*"),
  ),
);

const appMatch = members("a match", {
  domain: v.optional(some(domainId)),
  user: v.optional(some(text)),
  space: v.optional(some(text)),
  type: v.optional(some(oneOf(appTypes))),
  instanceType: v.optional(some(instanceType)),
  hardware: v.optional(some(oneOf(["cpu", "gpu", "accelerator"]))),
  app: v.optional(some(text)),
});

const rule = members("a rule", {
  name: v.optional(text),
  match: v.pipe(
    appMatch,
    v.check((match) => Object.keys(match).length > 0, wrong("the match is empty", "settings for every app belong in defaults")),
  ),
  protect: v.optional(yesOrNo, false),
  ...thresholds,
});

const dayWords: Readonly<Record<string, readonly WeekDay[]>> = { weekdays: ["mon", "tue", "wed", "thu", "fri"], weekends: ["sat", "sun"] };
const days = v.pipe(
  some(oneOf([...weekDays, "weekdays", "weekends"])),
  v.transform((words): readonly WeekDay[] => weekDays.filter((day) => words.some((word) => word === day || dayWords[word]?.includes(day)))),
);
const time = (form: RegExp) =>
  v.pipe(
    text,
    v.regex(form, ({ input }) => wrong(`${shown(input)} is not a time of day`, "two digits each: 08:00")),
  );
const zone = v.pipe(
  text,
  v.check(isTimeZone, ({ input }) =>
    wrong(
      `${shown(input)} is not a time zone`,
      suggestion(input, Intl.supportedValuesOf("timeZone")) ?? "a name such as Asia/Seoul or UTC",
    ),
  ),
);

const hours = v.pipe(
  members("quiet hours", {
    from: time(/^([01]\d|2[0-3]):[0-5]\d$/),
    to: time(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
    zone,
    days: v.optional(days, [...weekDays]),
    match: v.optional(appMatch, {}),
  }),
  v.check(({ from, to }) => from !== to, wrong("their end equals their start", "for a whole day, write 00:00 to 24:00")),
  v.transform(({ match, ...rest }) => ({ ...quietHours(rest), match })),
);

export const policyForm = members("a policy", {
  defaults: v.optional(members("the defaults", thresholds), {}),
  rules: list("rules", rule),
  protect: v.optional(
    members("protect", {
      apps: v.optional(any(parsed(parseAppGlob)), []),
      tags: v.optional(any(parsed((tag) => parseProtectTag(tag, "a tag"))), []),
    }),
    {},
  ),
  quietHours: list("quiet hours", hours),
  maxStops: v.optional(v.pipe(v.number(notACount), v.integer(notACount), v.minValue(0, notACount))),
});

export type PolicyForm = v.InferOutput<typeof policyForm>;

function notACount({ input }: { readonly input: unknown }): string {
  return wrong(`${shown(input)} is not a number of apps`, "a whole number from 0");
}

function isTimeZone(name: string): boolean {
  const midnight: Hours = { from: "00:00", to: "24:00", zone: name, days: [] };
  try {
    quietHours(midnight);
    return true;
  } catch {
    return false;
  }
}
