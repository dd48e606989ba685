import { globalFlags } from "../globals.ts";
import { flagLines, termLines } from "./help-lines.ts";

/** A topic that concerns many commands: `studioctl help exit-codes`. */
export interface Topic {
  readonly name: string;
  readonly summary: string;
  readonly text: () => string;
}

type Section = readonly [title: string, lines: readonly string[]];

function topic(name: string, summary: string, sections: () => readonly Section[]): Topic {
  const body = (): string =>
    sections()
      .map(([title, lines]) => `${title}:\n${lines.map((line) => `  ${line}`.trimEnd()).join("\n")}\n`)
      .join("\n");
  return { name, summary, text: () => `${summary}\n\n${body()}` };
}

/** In the order in which a newcomer needs them. */
export const topics: readonly Topic[] = [
  topic("references", "How apps are named on the command line", () => [
    [
      "An app is one of",
      termLines([
        ["NAME", "the only app of that name in the domain"],
        ["OWNER/NAME", "of one user profile, or of a space: space:NAME"],
        ["OWNER/TYPE/NAME", "since JupyterServer, JupyterLab and CodeEditor apps are all called default"],
        ["DOMAIN/OWNER/TYPE/NAME", "the longest form: what -o name prints, whatever the domain"],
        ["-", "a list on stdin, parted by spaces or line ends"],
      ]),
    ],
    [
      "Examples",
      ["studioctl app stop alice/churn-model -d research", "studioctl app list -d research --user alice -o name | studioctl app stop - -y"],
    ],
    ["What fits several apps is refused, with the references of all", ["studioctl app describe default -d research"]],
  ]),
  topic("output", "Tables for people, documents for scripts", () => [
    [
      "-o, --output",
      termLines([
        ["table, wide", "aligned columns; a narrow terminal loses those that can be missed, a pipe none; no identifier is ever cut"],
        [
          "json, yaml",
          "one document, with the service's own names (DomainId, AppName, Status); what studioctl adds is named alike (HourlyUsd)",
        ],
        ["jsonl", "an object a line; domains, profiles, spaces, apps, images and stops of history as they are read; a decision of a plan"],
        ["tsv", "values parted by tabs, without headers"],
        ["name", "references, for the next command"],
      ]),
    ],
    ["--query", termLines([["EXPR", "JMESPath over the JSON, as in the AWS CLI, before formatting"]])],
    [
      "Where it goes",
      termLines([
        ["stdout", "results only"],
        ["stderr", "prompts, progress, warnings, hints, errors"],
      ]),
    ],
    ["Examples", ["studioctl app list -d research -o json --query '[?Status==`InService`].AppName'", "studioctl domain list -o name"]],
  ]),
  topic("exit-codes", "What scripts can tell by the exit code", () => [
    [
      "Codes",
      termLines([
        ["0", "done, or nothing to do"],
        ["1", "failed"],
        ["2", "usage: nothing was called that changes something"],
        ["3", "partly failed: some of several targets"],
        ["4", "credentials or permissions"],
        ["5", "declined at a prompt, or a confirmation was needed without a terminal"],
        ["6", "findings, where --exit-code asks for it"],
        ["124", "timed out waiting; the change continues"],
        ["130", "interrupted"],
        ["255", "of commands that pass on a remote command's exit code: the failure was studioctl's or ssh's own"],
      ]),
    ],
    [
      "Errors",
      termLines([
        ["error:", "what failed, in one line"],
        ["why:, fix:", "where they are known"],
        ["-o json", 'the same as one object on stderr: {"Error":{"Code","Message","Why","Fix","RequestId"}}'],
      ]),
    ],
  ]),
  topic("environment", "Environment variables and files", () => [
    [
      "studioctl's own",
      termLines([
        ["STUDIOCTL_DOMAIN", "the domain, where -d does not say"],
        ["STUDIOCTL_SANDBOX", "1: run against the embedded simulator, as --sandbox"],
        ["STUDIOCTL_CONFIG", "the configuration file; else studioctl config path"],
        ["STUDIOCTL_STATE_HOME", "the folder for what is kept between runs; else $XDG_STATE_HOME/studioctl"],
        [
          "STUDIOCTL_LOOK_INSIDE",
          "on or off: whether auto-shutdown run looks inside containers, where neither a flag nor a policy file says",
        ],
        ["STUDIOCTL_STATE", "where runs of auto-shutdown remember: folder, or dynamodb:TABLE[@REGION]; as --state"],
        ["STUDIOCTL_KEEP_RECEIPTS", "how long receipts of auto-shutdown are kept; else 365d"],
        ["STUDIOCTL_PLAIN", "1: plain lines on a terminal too, for screen readers; nothing is redrawn"],
      ]),
    ],
    [
      "Of AWS, as in the AWS CLI",
      termLines([
        ["AWS_PROFILE, AWS_REGION", "where --profile and --region do not say; AWS_DEFAULT_REGION after AWS_REGION"],
        ["AWS_ENDPOINT_URL", "where every call goes; AWS_ENDPOINT_URL_SAGEMAKER for one service"],
        ["others", "all of the SDK's own chain: keys, SSO, container and instance roles"],
        ["AWS_USE_FIPS_ENDPOINT", "true: FIPS endpoints alone; the price list and Service Quotas have none and are not asked"],
        ["HTTPS_PROXY, HTTP_PROXY", "the proxy for https and http, also in lower case; http://USER:PASSWORD@HOST:PORT"],
        ["NO_PROXY", "hosts that are reached directly: names, with all under them, separated by commas; this machine always is"],
        ["AWS_CA_BUNDLE", "certificate authorities to trust instead of Node's own; else ca_bundle of the profile"],
      ]),
    ],
    [
      "Of the terminal",
      termLines([
        ["NO_COLOR, FORCE_COLOR", "where --color does not say"],
        ["TERM=dumb", "plain lines, nothing redrawn"],
        ["CI", "set: no prompts, as with --no-input"],
      ]),
    ],
    ["A flag goes before a variable, a variable before the configuration", ["studioctl config list"]],
  ]),
  topic("durations", "How times are written", () => [
    [
      "A duration",
      termLines([
        ["90s, 15m, 2h, 7d, 2w", "with its unit; a bare number is refused"],
        ["1h30m", "several units, largest first"],
        ["0s", "none, where that makes sense: --grace 0s"],
      ]),
    ],
    [
      "A time",
      termLines([
        ["2026-11-30T18:00", "local, unless it ends in Z or an offset"],
        ["in json and yaml", "ISO 8601, UTC"],
      ]),
    ],
  ]),
  topic("policies", "Files of rules for auto-shutdown", () => [
    [
      "With a file",
      [
        "studioctl auto-shutdown plan --policy policy.yaml",
        "studioctl auto-shutdown explain APP --policy policy.yaml   # which rule counts",
      ],
    ],
    [
      "Its parts, each optional",
      termLines([
        ["defaults", "idle, grace, maxAge, keepTerminals, stopStuck, stopRemote, maxBusy, trustBeacons"],
        [
          "rules",
          "name, match (domain, user, space, app, type, instanceType, hardware), and what the defaults have, or protect: true; the first that matches is the only one that counts",
        ],
        ["protect", "apps (globs over DOMAIN/OWNER/TYPE/NAME), tags (KEY or KEY=VALUE): never stopped"],
        ["quietHours", "from, to, zone, days, match: nothing is stopped then"],
        ["maxStops", "one run stops no more; all are reported"],
      ]),
    ],
    [
      "An example",
      ["defaults: { idle: 2h, grace: 30m }", "rules:", "  - name: GPUs sooner", "    match: { hardware: gpu }", "    idle: 30m"],
    ],
    ["Flags on the command line override the file", ["studioctl auto-shutdown run --policy policy.yaml --idle 4h"]],
  ]),
  topic("stability", "What scripts can rely on", () => [
    [
      "Fixed, until a major version says otherwise",
      [
        "names of commands and flags, and what they mean",
        "exit codes",
        "field names and types of json, jsonl, yaml and --query; fields may be added",
        "(schema/studioctl.schema.json in the package describes them)",
        "-o name, and the forms of references",
        "the policy file and the record of auto-shutdown (--report, history)",
      ],
    ],
    [
      "Not fixed",
      ["tables, their columns and widths; tsv beside them", "texts on stderr; in json the Code of an error is fixed, its Message is not"],
    ],
  ]),
  topic("flags", "Flags that every command takes, before or after its name", () => [["Global flags", flagLines(globalFlags)]]),
];
