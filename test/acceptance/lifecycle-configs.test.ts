import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Account, account, patience } from "./account.ts";

const script = "#!/bin/bash\nset -e\n# The formatter of the team.\npip install black\n";
const lcc = "studioctl lifecycle-config";

/** The lifecycle config `setup`, for JupyterLab unless told otherwise. */
async function withSetup({ run, folder }: Account, type = "JupyterLab"): Promise<void> {
  writeFileSync(join(folder, "setup.sh"), script);
  expect(await run(`${lcc} create setup --file setup.sh --app-type ${type}`)).toMatchObject({ code: 0 });
}

const research = ({ state }: Account) => Object.values(state().sagemaker.domains).find(({ DomainName }) => DomainName === "research");
const user = ({ state }: Account, name: string) =>
  Object.values(state().sagemaker.userProfiles).find(({ UserProfileName }) => UserProfileName === name);

describe.concurrent("a lifecycle config", patience, () => {
  it("is created from a file with CRLF, attached to a domain, a user and a space, detached and deleted", async () => {
    const person = account();
    const { run, folder, state } = person;
    writeFileSync(join(folder, "setup.sh"), script.replaceAll("\n", "\r\n"));
    const created = await run(`${lcc} create setup --file setup.sh --app-type JupyterLab --tag team=nlp`);
    expect([created.code, created.stderr]).toEqual([0, expect.stringMatching(/its CRLF line ends were converted to LF[^]*created;/)]);
    const [config] = Object.values(state().sagemaker.lifecycleConfigs);
    const arn = config?.StudioLifecycleConfigArn ?? "";
    expect(Buffer.from(String(config?.["StudioLifecycleConfigContent"]), "base64").toString()).toBe(script);
    const again = await run(`${lcc} create setup --file - --app-type JupyterLab`, { stdin: script });
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("it exists already")]);
    expect((await run(`${lcc} describe setup --query StudioLifecycleConfigContent -o tsv | base64 -d`)).stdout).toBe(script);

    const before = research(person)?.DefaultUserSettings;
    for (const place of ["", "--user alice --default", "--space nlp-notebooks"])
      expect(await run(`${lcc} attach setup -d research ${place} --yes`)).toMatchObject({ code: 0 });
    expect(research(person)?.DefaultUserSettings).toEqual({
      ...before,
      JupyterLabAppSettings: { ...before?.JupyterLabAppSettings, LifecycleConfigArns: [arn] },
    });
    expect(user(person, "alice")?.UserSettings?.JupyterLabAppSettings).toMatchObject({
      LifecycleConfigArns: [arn],
      DefaultResourceSpec: { LifecycleConfigArn: arn },
    });
    const listed = await run("studioctl lcc list");
    expect(listed.stdout).toMatch(
      /^setup +JupyterLab .* domain research, user alice of research \(default\), space nlp-notebooks of research \(default\)$/m,
    );

    const kept = await run(`${lcc} delete setup --yes`);
    expect([kept.code, kept.stderr]).toEqual([
      1,
      expect.stringMatching(
        /why: attached to domain d-\w+, user profile d-\w+\/alice, space .*\nfix: studioctl lifecycle-config detach setup$/m,
      ),
    ]);
    expect(await run(`${lcc} detach setup --yes`)).toMatchObject({ code: 0 });
    expect(await run(`${lcc} delete setup --yes`)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("deleted: lifecycle config setup"),
    });
    expect(state().sagemaker.lifecycleConfigs).toEqual({});
  });

  it("attached a second time makes no call that changes anything", async () => {
    const person = account();
    await withSetup(person, "JupyterServer");
    await person.run(`${lcc} attach setup -d research --default --yes`);
    expect(research(person)?.DefaultUserSettings.JupyterServerAppSettings?.DefaultResourceSpec).toMatchObject({ InstanceType: "system" });
    const { code, stderr } = await person.run(`${lcc} attach setup -d research --default --debug`);
    expect([code, stderr]).toEqual([0, expect.stringContaining("already attached: nothing to change")]);
    expect(stderr).toMatch(/SageMaker DescribeDomain/);
    expect(stderr).not.toMatch(/SageMaker (Update|Create|Delete)/);
  });

  it("that a running app uses is neither detached nor deleted, until the app is stopped as it says", async () => {
    const person = account();
    const { run, state } = person;
    await withSetup(person, "KernelGateway");
    await run(`${lcc} attach setup -d research --yes`);
    const arn = Object.values(state().sagemaker.lifecycleConfigs)[0]?.StudioLifecycleConfigArn;
    await run(
      `studioctl app start -d research --user alice --type KernelGateway --name with-setup --instance-type ml.c5.large --lifecycle-config ${arn}`,
    );
    const kept = await run(`${lcc} detach setup --yes`);
    expect([kept.code, kept.stderr]).toEqual([1, expect.stringContaining("cannot be detached while apps use it")]);
    const [, stop = ""] = /^fix: stop them first: (.*)$/m.exec(kept.stderr) ?? [];
    expect(await run(`${stop} --yes`)).toMatchObject({ code: 0 });
    expect(await run(`${lcc} detach setup --yes && ${lcc} delete setup --yes`)).toMatchObject({ code: 0 });
  });

  it("whose script bash cannot read is refused with the line, by the bash of this machine", async () => {
    const { run, state } = account();
    const { code, stderr } = await run(`${lcc} create setup --file - --app-type JupyterLab`, { stdin: "#!/bin/bash\nif true; then\n" });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: bash cannot read the script\nwhy: line 3: syntax error/m)]);
    expect(state().sagemaker.lifecycleConfigs).toEqual({});
  });

  it("is shown in colours and asked about at a terminal", async () => {
    const person = account();
    await withSetup(person);
    const { raw, screen } = await person.atTerminal(`${lcc} describe setup`, []);
    expect(screen).toContain(script);
    expect(raw).not.toContain("# The formatter of the team.\r\npip");
    const asked = await person.atTerminal(`${lcc} attach setup -d research --user ben`, [
      [/Attach setup to user profile d-\w+\/ben\?/, "n\r"],
    ]);
    expect([asked.code, asked.screen]).toEqual([5, expect.stringContaining("JupyterLab.LifecycleConfigArns")]);
    expect(JSON.stringify(user(person, "ben"))).not.toContain("studio-lifecycle-config");
  });
});
