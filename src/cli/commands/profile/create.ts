import { checkForm } from "../../../core/domain/setup.ts";
import { usageError } from "../../../core/errors.ts";
import type { NewUser, UserDefaults } from "../../../core/profile/new-users.ts";
import { checkUserName } from "../../../core/reference.ts";
import { type UserOutcome, createUserProfiles } from "../../../operations/profile/create.ts";
import { checkUserGroups } from "../../../operations/domain/checks.ts";
import { describeDomain } from "../../../operations/domain/describe.ts";
import { roleFaults } from "../../../operations/profile/role-faults.ts";
import { defineCommand, optionalArgument } from "../../command.ts";
import type { Context } from "../../context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "../../exit-codes.ts";
import { listFlag, switchFlag, textFlag } from "../../flags.ts";
import { type Rows, rows } from "../../result.ts";
import { errorMembers, failureLines } from "../../views/failures.ts";
import { tagFlag, textOf, waitingOf } from "../../common-flags.ts";
import { theDomain } from "../../targets.ts";
import { notChecked } from "../domain/flags.ts";

const results = {
  created: { tone: "good", counted: "created" },
  creating: { tone: "good", counted: "under way" },
  planned: { tone: "warn", counted: "would be created" },
  exists: { tone: "dim", counted: "there already" },
  interrupted: { tone: "warn", counted: "interrupted" },
  failed: { tone: "bad", counted: "failed" },
} as const;

export const profileCreate = defineCommand({
  name: "profile create",
  summary: "Create user profiles, one or a list",
  description:
    "A list is a CSV file with the header UserProfileName,ExecutionRole,Tags (tags as K=V;K=V), or a YAML or JSON list of " +
    "objects with these members; only the name is required. Every line is checked before anything is created. Waits until all " +
    "user profiles are InService. With --if-not-exists the command can be run again and continues with the users that are " +
    "missing.",
  args: { user: optionalArgument("USER", "name of the user profile (or give --file)", { check: checkUserName }) },
  flags: {
    executionRole: textFlag("ARN", "role of the user, or of users in the list without one (default: the role of the domain)", {
      check: checkForm("RoleArn"),
    }),
    securityGroups: listFlag("ID", "security groups of the user's apps, or of all users in the list, in addition to those of the domain", {
      check: checkForm("SecurityGroupId"),
    }),
    tag: tagFlag("tags of the user, or of all users in the list"),
    file: textFlag("FILE", "a list of users: .csv, .yaml or .json, or - for one on stdin", { completes: "file" }),
    ifNotExists: switchFlag("leave users that exist as they are"),
    dryRun: switchFlag("check only, create nothing"),
  },
  examples: [
    ["Create one user with the role of the domain", "studioctl profile create gina --domain research --tag team=vision"],
    [
      "Create a list of users, or continue after a failure",
      "studioctl profile create -d research --file examples/users.csv --if-not-exists",
    ],
    ["Check a list without creating anything", "studioctl profile create -d research --file examples/users.csv --dry-run"],
  ],
  seeAlso: ["profile list", "profile open", "space create"],
  asks: [
    { by: ["user"], when: ({ file }) => file === undefined },
    { by: ["domain"], along: true },
  ],
  async run({ args, flags, context }) {
    const { executionRole, file, ifNotExists, dryRun } = flags;
    const defaults = {
      ...(executionRole !== undefined && { ExecutionRole: executionRole }),
      ...(flags.securityGroups.length > 0 && { SecurityGroups: flags.securityGroups }),
      ...(flags.tag.length > 0 && { Tags: flags.tag }),
    };
    const users = await usersOf(context, args.user, file, defaults);
    const studio = await context.studio();
    const DomainId = await theDomain(context);
    await refuseRoles(context, users, file);
    const unknown =
      flags.securityGroups.length === 0
        ? []
        : await checkUserGroups(context, await describeDomain({ studio }, DomainId), flags.securityGroups);
    const ports = { studio, clock: context.clock, progress: await context.progress() };
    const outcomes = await createUserProfiles(ports, {
      DomainId,
      users,
      ifNotExists,
      dryRun,
      waiting: waitingOf(context),
      signal: context.signal,
    });
    const [only] = outcomes;
    if (file === undefined && only?.error !== undefined) throw only.error;
    return resultOf(outcomes, DomainId, context.signal.aborted, unknown.map(notChecked));
  },
});

async function usersOf(
  context: Context,
  user: string | undefined,
  file: string | undefined,
  defaults: UserDefaults,
): Promise<readonly NewUser[]> {
  if (user !== undefined && file !== undefined) throw usageError("--file cannot be used with USER", { fix: "give one of the two" });
  if (file !== undefined) {
    const text = await textOf(file, context);
    // Loaded only if there is a list: neither a CSV nor a YAML reader is needed otherwise.
    return (await import("./user-list.ts")).parseUserList(file, text, defaults);
  }
  if (user === undefined) throw usageError("missing USER or --file", { fix: "studioctl profile create USER, or --file users.csv" });
  return [{ UserProfileName: user, ...defaults }];
}

/** Rejects if a role does not exist, or SageMaker may not assume it: before anything is created. */
async function refuseRoles(context: Context, users: readonly NewUser[], file: string | undefined): Promise<void> {
  const faults = await roleFaults(context, users);
  const [first] = faults;
  if (first === undefined) return;
  if (file === undefined) throw first.error;
  const { refusal } = await import("../../row-list.ts");
  throw refusal(
    file,
    faults.map(({ user, error: { message, fix } }) => ({ line: user.line ?? 0, what: message, fix })),
  );
}

function resultOf(outcomes: readonly UserOutcome[], DomainId: string, interrupted: boolean, notes: readonly string[]): Rows {
  const errors = errorMembers(outcomes.map(({ error }) => error));
  return rows(
    outcomes,
    [
      { header: "USER", value: ({ user }) => user.UserProfileName },
      { header: "RESULT", value: ({ result }) => result, tone: ({ result }) => results[result].tone },
      { header: "REASON", value: ({ reason }) => reason, wraps: true },
    ],
    {
      document: outcomes.map(({ user: { line, ...user }, result, reason }, i) => ({
        DomainId,
        ...user,
        ...(line !== undefined && { Line: line }),
        Result: result,
        Reason: reason,
        ...errors[i],
      })),
      name: ({ user, result }) => (result === "created" || result === "creating" || result === "exists" ? user.UserProfileName : undefined),
      empty: "no user to create",
      footer: [
        ...footerOf(outcomes, interrupted),
        ...failureLines(outcomes.map(({ user, error }) => ({ target: user.UserProfileName, error }))),
        ...notes,
      ],
      exitCode: exitCodeFor(outcomes, interrupted),
    },
  );
}

/** `12 created, 1 failed`, and how to continue. */
function footerOf(outcomes: readonly UserOutcome[], interrupted: boolean): string[] {
  const counts = Object.entries(results).flatMap(([result, { counted }]) => {
    const count = outcomes.filter((outcome) => outcome.result === result).length;
    return count === 0 ? [] : [`${count} ${counted}`];
  });
  const unfinished = interrupted || outcomes.some(({ result }) => result === "failed");
  return [
    ...(outcomes.length > 1 ? [counts.join(", ")] : []),
    ...(unfinished ? [`${interrupted ? "interrupted: " : ""}run the same command with --if-not-exists to continue`] : []),
  ];
}

function exitCodeFor(outcomes: readonly UserOutcome[], interrupted: boolean): ExitCode {
  if (interrupted) return exitCodes.interrupted;
  if (outcomes.some(({ timedOut }) => timedOut === true)) return exitCodes.timeout;
  const failed = outcomes.filter(({ result }) => result === "failed");
  if (failed.length === 0) return exitCodes.done;
  if (failed.length < outcomes.length) return exitCodes.partlyFailed;
  const denied = failed.every(({ error }) => error?.code === "denied" || error?.code === "no-credentials");
  return denied ? exitCodeOf("denied") : exitCodes.failed;
}
