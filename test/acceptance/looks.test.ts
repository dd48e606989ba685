import { describe, expect, it } from "vitest";
import { commandList } from "../../src/cli/commands/command-list.ts";
import { commandsOf } from "../../src/cli/command-list.ts";
import { account, patience } from "./account.ts";

const env = { STUDIOCTL_DOMAIN: "research" };
const names = (await commandsOf(commandList)).map(({ name }) => name);

/** Whatever lists, and what else is a table or prose for a person to read. */
const readings = [
  ...names.filter((name) => name.endsWith(" list")),
  "auto-shutdown plan",
  "auto-shutdown history",
  "auto-shutdown settings get",
  "quota",
  "quota --all --type KernelGateway",
  "cost",
  "cost --by domain",
  "cost --by instance-type",
  "efs usage",
  "efs orphans",
  "domain delete --efs retain",
  "profile delete ben",
  "app stop --user ben --all --dry-run",
];

/** What a person copies is not broken, and neither is a word. */
function isWhole(line: string): boolean {
  return /(?:: |^ +|^ +while )(?:studioctl|aws) /.test(line) || !line.trim().includes(" ");
}

describe("at 80 columns", patience, () => {
  it("every list on the story fits, with no identifier cut and no column but those that can be missed left out", async () => {
    const { run, atTerminal } = account();
    const prepared = await run(
      [
        "studioctl image attach pytorch -d research --ecr studio/pytorch:2.4 --kernel python3 --yes",
        "studioctl image attach pytorch -d research --user alice --ecr studio/pytorch:2.4 --kernel python3 --yes",
        "printf '#!/bin/bash\\ntrue\\n' >setup.sh",
        "studioctl lifecycle-config create setup --file setup.sh --app-type JupyterServer --yes",
        "studioctl lifecycle-config attach setup -d research --yes",
        "studioctl auto-shutdown run -d research --user alice --yes",
      ].join(" && "),
    );
    expect([prepared.code, prepared.stderr]).toEqual([0, expect.not.stringContaining("error:")]);
    // Progress draws over its own line, which a transcript holds as one.
    const { screen } = await atTerminal(
      readings.map((line) => `echo '$ ${line}'; studioctl ${line} </dev/null 2>notes; cat notes`).join("; "),
      [],
      { env },
    );
    const shown = screen.split(/^\$ /m).slice(1);
    expect(shown).toHaveLength(readings.length);
    // Each with the line that made it, so that a failure says which.
    expect(shown.filter((text) => /\berror: unexpected|undefined|NaN|\[object/.test(text))).toEqual([]);
    const tooWide = shown.flatMap((text, place) =>
      text.split("\n").flatMap((line) => (line.length <= 80 || isWhole(line) ? [] : [`${readings[place]}: ${line}`])),
    );
    expect(tooWide).toEqual([]);
    const apps = shown.find((text) => text.startsWith("app list\n"));
    expect(apps).toMatch(/^OWNER +TYPE +NAME +STATUS +INSTANCE +AGE$/m);
    expect(apps).toMatch(/^space:nlp-notebooks +JupyterLab +default +InService +ml\.m5\.2xlarge +\d+h( \d+m)?$/m);
  });

  it("what is shown of one thing is wrapped at words, and a command is not", async () => {
    const { atTerminal } = account();
    const why = await atTerminal("studioctl app why dmitri/finetune-large", [], { env });
    for (const line of why.screen.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(why.screen).toMatch(/^ +studioctl quota --type KernelGateway --instance-type ml\.g5\.48xlarge$/m);
    expect(why.screen).toMatch(/^Reason +ResourceLimitExceeded: [^]*\n {9}\S/m);
    const mount = await atTerminal("studioctl efs mount-info", [], { env });
    expect(mount.screen).toMatch(/^Mount by NFS +sudo mount -t nfs .* \/mnt\/studio$/m);
    expect(mount.screen).toMatch(/^ +available +us-east-1a +172\.31\.\d+\.\d+ +sg-\w+$/m);
  });

  it("all columns that do not fit are a list of fields, and nothing of them is missing", async () => {
    const { run, atTerminal } = account();
    const piped = await run("studioctl domain list -o tsv", { env });
    const [row = ""] = piped.stdout.split("\n");
    const { screen } = await atTerminal("studioctl domain list -o wide", [], { env });
    for (const value of row.split("\t")) expect(screen).toMatch(new RegExp(`^[A-Z]+ +${value.replaceAll(".", "\\.")}$`, "m"));
  });
});
