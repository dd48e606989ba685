import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { fakeCommands } from "../system/fake-command.ts";
import { account, patience, quickStory } from "./account.ts";

/** A browser that keeps what it was given, then what it was led to. */
const browserScript = `
echo "$1" >"$FOLDER/given"
exec "$NODE" -e 'require("http").get(process.argv[1], (a) => require("fs").writeFileSync(process.argv[2], a.headers.location))' "$1" "$FOLDER/led-to"
`;

/** A person with a browser, and the environment that finds it. */
function withBrowser(script = browserScript) {
  const commands = fakeCommands();
  commands.add("xdg-open", script);
  const person = account();
  const env = { PATH: `${join(person.folder, "bin")}:${commands.path}:${process.env["PATH"] ?? ""}`, NODE: process.execPath };
  const kept = (name: string): string =>
    existsSync(join(commands.folder, name)) ? readFileSync(join(commands.folder, name), "utf8").trim() : "";
  return { ...person, env, kept };
}

/** The served sandbox, whose addresses outlive a command. */
async function served() {
  const sandbox = await startSandbox({ store: memoryStore(seedState(quickStory, Date.now())), jupyter: createJupyterHost });
  const client = {
    STUDIOCTL_SANDBOX: undefined,
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "not-to-be-seen",
    AWS_REGION: "us-east-1",
  };
  return { sandbox, client };
}

describe.concurrent("a space", patience, () => {
  it("is created, changed, started, and deleted with its app", async () => {
    const { run, state } = account();
    const space = () => Object.values(state().sagemaker.spaces).find(({ SpaceName }) => SpaceName === "vision");
    const words =
      "studioctl space create vision -d research --owner alice --app-type JupyterLab --instance-type ml.m5.large --volume-gb 50 --idle 2h";
    const created = await run(words);
    expect([created.code, created.stdout]).toEqual([0, expect.stringMatching(/Status +InService[^]*Volume +50 GB[^]*after 120 minutes/)]);
    const again = await run(words);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("it exists already: nothing was changed")]);
    const other = await run(words.replace("50", "60"));
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining("EbsVolumeSizeInGb is 50, not 60")]);

    const changed = await run("studioctl space update vision -d research --volume-gb 80 --instance-type ml.m5.xlarge --yes");
    expect([changed.code, changed.stdout]).toEqual([
      0,
      expect.stringMatching(/InstanceType +ml\.m5\.large +ml\.m5\.xlarge[^]*EbsVolumeSizeInGb +50 +80/),
    ]);
    expect(space()?.SpaceSettings).toEqual({
      AppType: "JupyterLab",
      JupyterLabAppSettings: {
        DefaultResourceSpec: { InstanceType: "ml.m5.xlarge" },
        AppLifecycleManagement: { IdleSettings: { IdleTimeoutInMinutes: 120 } },
      },
      SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 80 } },
    });

    expect((await run("studioctl sandbox advance 20s && studioctl app start --space vision -d research")).code).toBe(0);
    const grown = await run("studioctl space update vision -d research --volume-gb 90 --yes");
    expect([grown.code, grown.stderr]).toEqual([
      1,
      expect.stringMatching(/cannot grow while its app runs\nwhy: d-\w+\/space:vision\/JupyterLab\/default is InService/),
    ]);
    const kept = await run("studioctl space delete vision -d research --yes");
    expect([kept.code, kept.stderr]).toEqual([
      1,
      expect.stringMatching(/space:vision\/JupyterLab\/default is InService\nfix: .*--cascade/),
    ]);
    const deleted = await run("studioctl space delete vision -d research --cascade --yes");
    expect([deleted.code, deleted.stderr]).toEqual([
      0,
      expect.stringContaining("deleted: space vision, its volume of 80 GB and the files on it"),
    ]);
    expect((await run("studioctl space list -d research -o name")).stdout).not.toContain("vision");
  });

  it("is not created for an owner who is not there", async () => {
    const { run } = account();
    const { code, stderr } = await run("studioctl space create vision -d research --owner alise --app-type JupyterLab");
    expect([code, stderr]).toEqual([1, expect.stringContaining('did you mean "alice"?')]);
  });

  it("is deleted after a yes to a prompt that says what is lost", async () => {
    const { atTerminal, run } = account();
    const { code, screen } = await atTerminal("studioctl space delete dashboard -d research --cascade", [["Continue?", "y\r"]]);
    expect([code, screen]).toEqual([0, expect.stringMatching(/deletes space\s+dashboard, its volume[^]*deleted: space dashboard/)]);
    expect((await run("studioctl space list -d research -o name")).stdout).not.toContain("dashboard");
  });
});

describe.concurrent("opening", patience, () => {
  it.each([
    "domain open research --user alice",
    "profile open alice -d research --landing jupyterlab",
    "space open nlp-notebooks -d research",
  ])("%s leads the browser to an address that no process list and no line shows", async (words) => {
    const { run, env, kept } = withBrowser();
    const { sandbox, client } = await served();
    const { code, stdout, stderr } = await run(`studioctl ${words} --debug --endpoint-url ${sandbox.endpoint}`, {
      env: { ...client, ...env },
    });
    await vi.waitFor(() => expect(kept("led-to")).toContain("token="));
    await sandbox.close();
    expect([code, stdout, stderr]).toEqual([0, "", expect.stringMatching(/^opened .* in the browser as \w+$/m)]);
    expect(kept("given")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{64}$/);
    const token = new URL(kept("led-to")).searchParams.get("token") ?? "";
    expect(token.length).toBeGreaterThan(20);
    for (const hidden of [token, "token=", kept("given")]) expect(stderr).not.toContain(hidden);
  });

  it("--print prints an address that signs in", async () => {
    const { run } = account();
    const { sandbox, client } = await served();
    const { code, stdout } = await run(
      `studioctl space open nlp-notebooks -d research --print --expires 1m --endpoint-url ${sandbox.endpoint}`,
      { env: client },
    );
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^http\S+token=\S+\n$/)]);
    const signedIn = await run(`curl -s -o /dev/null -w '%{http_code}' '${stdout.trim()}'`);
    await sandbox.close();
    expect(signedIn.stdout).toMatch(/^[23]\d\d$/);
  });

  it("without a browser is an error that names --print", async () => {
    const { run, env } = withBrowser("exit 3");
    const { code, stderr } = await run("studioctl profile open alice -d research", { env });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: no browser could be opened\nwhy: xdg-open failed \(3\)\nfix: .*--print$/m),
    ]);
  });

  it("asks who it is, at a terminal", async () => {
    const { atTerminal } = account();
    const { code, screen } = await atTerminal("studioctl domain open research --print", [[/Which user\?/, "\r"]]);
    expect([code, screen]).toEqual([0, expect.stringContaining("token=")]);
  });
});
