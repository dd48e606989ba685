import { engines } from "../../../package.json";
import { type Check, type CheckResult, tally } from "../../core/doctor/check.ts";
import { StudioctlError, whyFailed } from "../../core/errors.ts";
import { type Settings, overridingVariable } from "../../core/configuration.ts";
import { type DoctorPorts, examine } from "../../operations/doctor/examine.ts";
import type { CheckedTable } from "../../operations/doctor/state-table.ts";
import { scheduleStates } from "../../operations/schedule/health.ts";
import type { Column, Tone } from "../../output/column.ts";
import { defineCommand } from "../command.ts";
import { configured } from "../configuration.ts";
import type { Context } from "../context.ts";
import { stateLocation, wantsSandbox } from "../environment.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Texts } from "../flags.ts";
import { rows } from "../result.ts";
import { notations } from "./auto-shutdown/schedule/flags.ts";

const tones: Readonly<Record<CheckResult, Tone>> = { PASS: "good", WARN: "warn", FAIL: "bad" };

const columns: readonly Column<Check>[] = [
  { header: "CHECK", value: ({ Check: name }) => name },
  { header: "RESULT", value: ({ Result }) => Result, tone: ({ Result }) => tones[Result] },
  { header: "DETAIL", value: ({ Detail, Fix }) => (Fix === undefined ? Detail : `${Detail}\nfix: ${Fix}`), wraps: true },
];

export const doctorCommand = defineCommand({
  name: "doctor",
  summary: "Check this machine, the credentials and Studio",
  description:
    "Changes nothing. Checks Node, the configuration and the state folder; the schedules of auto-shutdown, when each last ran " +
    "and whether it worked; where the Region and the credentials come from and whose they are; whether each service can be " +
    "reached, and how far the clock of this machine is off; the permissions that the commands need, with the IAM policy " +
    "simulator if it is allowed, otherwise with calls that only read; the state table, if one is configured; and each domain of the Region with its home directories. " +
    "Each line is PASS, WARN (also for what cannot be known) or FAIL, with a fix. The exit code is 1 if any line is FAIL. In " +
    "JSON: Check, Result, Detail, Fix.",
  examples: [
    ["Check everything", "studioctl doctor"],
    ["Print only what is wrong and how to fix it", "studioctl doctor -o json --query '[?Result!=`PASS`].[Check,Fix]'"],
  ],
  seeAlso: ["config list", "help environment", "help exit-codes"],
  async run({ context, typed }) {
    const fault = configurationFault(context, typed);
    const settings = fault === undefined ? context.settingsFile.read() : {};
    const profile = context.globals.profile ?? (context.env["AWS_PROFILE"] || "default");
    const checks = await examine(await portsOf(context), {
      nodeVersion: context.nodeVersion,
      engines: engines.node,
      configurationFile: pathOf(context.settingsFile),
      settings: Object.keys(settings),
      configurationFault: fault,
      profile,
      regionFrom: regionFrom(context, settings, profile),
      sandbox: wantsSandbox(context),
      proxyVariable: ["HTTPS_PROXY", "https_proxy"].find((name) => context.env[name]),
    });
    return rows(checks, columns, {
      name: ({ Check: name }) => name,
      empty: "nothing was checked",
      footer: [tally(checks)],
      exitCode: checks.some(({ Result }) => Result === "FAIL") ? exitCodes.failed : exitCodes.done,
    });
  },
});

/** The path of the configuration, or why there is none. */
function pathOf(file: Context["settingsFile"]): string {
  try {
    return file.path;
  } catch (error) {
    return whyFailed(error);
  }
}

async function portsOf(context: Context): Promise<DoctorPorts> {
  return {
    chain: () => context.chain(),
    access: () => context.access(),
    identity: () => context.identity(),
    roles: () => context.roles(),
    domains: { studio: () => context.studio(), fileSystems: () => context.fileSystems() },
    tryStateFolder: () => context.tryStateFolder(),
    stateTable: () => configuredTable(context),
    schedules: () => scheduleStates({ scheduling: (kind) => context.scheduling(kind), notations, clock: context.clock }),
    clock: context.clock,
    progress: await context.progress(),
  };
}

async function configuredTable(context: Context): Promise<CheckedTable | undefined> {
  const location = stateLocation(context, undefined);
  if (location.kind === "folder") return undefined;
  return await context.stateTable(location);
}

function configurationFault({ globals, env, settingsFile }: Context, typed: Texts): StudioctlError | undefined {
  try {
    configured({ globals, typed }, env, settingsFile);
    return undefined;
  } catch (error) {
    if (error instanceof StudioctlError) return error;
    throw error;
  }
}

/** The source of the Region. The configuration is passed to the SDK as the equivalent variable. */
function regionFrom(context: Context, settings: Settings, profile: string): string {
  const { globals, env } = context;
  if (globals.region !== undefined) return "--region";
  const variable = overridingVariable("region", env);
  if (variable === undefined) return wantsSandbox(context) ? "the sandbox" : `profile ${profile}`;
  return settings.region === env[variable] ? "the configuration" : variable;
}
