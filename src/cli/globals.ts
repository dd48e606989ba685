import { type FlagValues, choiceFlag, durationFlag, switchFlag, textFlag, withDefault } from "./flags.ts";
import { endpointFault } from "../core/connection/endpoint.ts";
import { usageError } from "../core/errors.ts";

export const outputFormats = ["table", "wide", "json", "jsonl", "yaml", "tsv", "name"] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Flags that every command takes, before or after its name. */
export const globalFlags = {
  profile: textFlag("NAME", "AWS profile, as in the AWS CLI (default: AWS_PROFILE, then the configuration)", { completes: "aws-profile" }),
  region: textFlag("NAME", "AWS Region, as in the AWS CLI (default: AWS_REGION, then the configuration)", {
    check: checkRegion,
    completes: "regions",
  }),
  endpointUrl: textFlag("URL", "send every call to this address", { check: checkEndpoint }),
  sandbox: switchFlag("use the embedded simulator: needs no AWS account and changes nothing real (or STUDIOCTL_SANDBOX=1)"),
  domain: textFlag("ID|NAME", "the domain (default: STUDIOCTL_DOMAIN, the configuration, or the only domain of the Region)", {
    short: "d",
    completes: "domain",
  }),
  output: withDefault(choiceFlag("FORMAT", outputFormats, `one of ${outputFormats.join(", ")}`, { short: "o" }), "table"),
  query: textFlag("EXPR", "JMESPath over the JSON result, before formatting"),
  yes: switchFlag("answer every confirmation with yes, except those that require a name (--confirm)", { short: "y" }),
  noInput: switchFlag("never prompt"),
  timeout: durationFlag("how long to wait for the end state", "20m", "--no-wait returns at once"),
  noWait: switchFlag("do not wait for the end state"),
  color: withDefault(choiceFlag("WHEN", ["auto", "always", "never"], "auto, always or never"), "auto"),
  quiet: switchFlag("print fewer lines on stderr", { short: "q" }),
  debug: switchFlag("print every call with its time on stderr"),
};

export type Globals = FlagValues<typeof globalFlags>;

function checkRegion(text: string, name: string): void {
  for (const region of text.split(",")) {
    if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) {
      throw usageError(`${name} does not take "${region}"`, { fix: "a Region as AWS writes it: us-east-1" });
    }
  }
}

function checkEndpoint(text: string, name: string): void {
  const fault = endpointFault(text, name);
  if (fault !== undefined) throw fault;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw usageError(`${name} does not take "${text}"`, { fix: "a URL: http://127.0.0.1:4510" });
  }
}
