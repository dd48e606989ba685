import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requirement } from "../requirements.ts";
import { type RealCron, privateCron, realCron } from "./real-cron.ts";
import { account } from "./account.ts";
import { faultsOf } from "./schema.ts";

/** Lines that Debian's crontab does not show as they are, that are not UTF-8, and that look like its own. */
const foreign = Buffer.concat([
  Buffer.from("MAILTO=ops@example.com\r\n# mine\\r: 50%\t\n"),
  Buffer.from("# caf\u00e9 of another century\n", "latin1"),
  Buffer.from("5 4 * * * true \b\r\n\n# studioctl auto-shutdown\n"),
]);

/** A person whose crontab command is that of a real cron. */
function person(cron: RealCron) {
  const { run, folder } = account();
  const line = (text: string, input?: string | Buffer) =>
    run('"${INSIDE[@]}" bash -c "$LINE"'.replace('"${INSIDE[@]}"', cron.inside.join(" ")), {
      env: { LINE: text, PATH: `${join(folder, "bin")}:${cron.path}` },
      ...(input !== undefined && { stdin: input }),
    });
  return { folder, line, schedule: (verb: string) => line(`studioctl auto-shutdown schedule ${verb}`) };
}

/** Waits for something that a daemon does within a minute. */
async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 800 && !done(); i += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(done()).toBe(true);
}

const logOf = (folder: string, name: string) => join(folder, "state", `auto-shutdown-${name}.log`);
const hasEnded = (folder: string, name: string) =>
  existsSync(logOf(folder, name)) && readFileSync(logOf(folder, name), "utf8").includes(" ended: ");

requirement(realCron, () => {
  describe.concurrent("under a real cron", { timeout: 150_000 }, () => {
    it.each(["cron", "busybox"] as const)("%s: install and remove leave every other line as it was, byte for byte", async (kind) => {
      const cron = await privateCron(kind);
      const { line, schedule } = person(cron);
      // None yet: each cron has its own answer.
      expect((await schedule("install --every 15m --yes")).code).toBe(0);
      expect((await schedule("remove --yes")).code).toBe(0);
      expect((await line("crontab -l")).code).toBe(1);
      expect((await line("crontab -", foreign)).code).toBe(0);
      const before = await cron.spool();
      expect(before.includes(foreign)).toBe(true);
      expect((await schedule("install --every 15m --exclude '*/100% sure/*/*' --yes")).code).toBe(0);
      expect((await cron.spool()).includes(foreign)).toBe(true);
      expect(await schedule("install --every 15m --exclude '*/100% sure/*/*' --yes")).toMatchObject({
        stderr: expect.stringContaining("nothing to change"),
      });
      expect((await schedule("install --every 1h --name second --yes")).code).toBe(0);
      expect((await schedule("remove --yes")).code).toBe(0);
      expect((await schedule("remove --name second --yes")).code).toBe(0);
      expect(withoutHeader(await cron.spool())).toEqual(withoutHeader(before));
    });

    it("says what to do under cron.deny, and writes nothing", async () => {
      const cron = await privateCron("cron");
      const { line, schedule } = person(cron);
      await line("echo nobody >/etc/cron.deny");
      writeFileSync(join(cron.bin, "crontab"), '#!/bin/sh\nexec setpriv --reuid=nobody --clear-groups /usr/bin/crontab "$@"\n', {
        mode: 0o755,
      });
      const { code, stderr } = await schedule("install --every 1h --yes");
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^error: crontab -l failed \(1\)\nwhy: You \(nobody\) are not allowed[^]*fix: ask an administrator[^]*--kind systemd/m,
      );
    });

    it.each(["cron", "busybox"] as const)(
      "%s runs what was installed: what works is silent, what fails is mailed, and list reports both",
      async (kind) => {
        const cron = await privateCron(kind);
        const { folder, line, schedule } = person(cron);
        const policy = join(folder, "policy.yaml");
        copyFileSync(join(import.meta.dirname, "../../examples/auto-shutdown-policy.yaml"), policy);
        await line("crontab -", "MAILTO=ops@example.com\n");
        expect((await schedule("install --every 1m --user alice --name works --yes")).code).toBe(0);
        expect((await schedule(`install --every 1m --policy '${policy}' --name broken --yes`)).code).toBe(0);
        expect(JSON.parse((await schedule("list -o json")).stdout)).toMatchObject([
          { Name: "works", Result: "never ran" },
          { Name: "broken", Result: "never ran" },
        ]);
        rmSync(policy);
        cron.start();
        await until(() => hasEnded(folder, "works") && hasEnded(folder, "broken"));
        const stamped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /;
        const log = readFileSync(logOf(folder, "works"), "utf8").trimEnd().split("\n");
        expect(log.every((one) => stamped.test(one))).toBe(true);
        expect(log[0]).toContain("started: auto-shutdown run --sandbox --user alice --yes --no-input");
        expect(log.join("\n")).toMatch(/alice\/vision-gpu .* stopped .*\n[^]*ended: exit 0 after/);
        expect(readFileSync(logOf(folder, "broken"), "utf8")).toMatch(/Z error: .*policy\.yaml[^]*Z ended: exit 2 after/);
        await until(() => cron.mail().includes('schedule "broken"'));
        expect(cron.mail()).toMatch(/To: ops@example\.com/);
        expect(cron.mail()).toMatch(/\nerror: .*policy\.yaml[^]*studioctl: schedule "broken": exit 2 after/);
        expect(cron.mail()).not.toContain("vision-gpu");
        const { stdout } = await schedule("list -o json");
        expect(faultsOf("auto-shutdown schedule list", JSON.parse(stdout))).toEqual([]);
        expect(JSON.parse(stdout)).toMatchObject([
          { Name: "works", Kind: "cron", Every: "1m", Result: "worked", LastExitCode: 0, Log: logOf(folder, "works") },
          {
            Name: "broken",
            Result: "failed",
            LastExitCode: 2,
            Detail: expect.stringContaining("policy.yaml"),
            Fix: `tail ${logOf(folder, "broken")}`,
          },
        ]);
        const doctor = await line("studioctl doctor -o json");
        expect(doctor.code).toBe(1);
        expect(JSON.parse(doctor.stdout)).toEqual(
          expect.arrayContaining([
            expect.objectContaining({ Check: "Schedule works (cron)", Result: "PASS" }),
            expect.objectContaining({ Check: "Schedule broken (cron)", Result: "FAIL", Fix: expect.stringContaining("tail ") }),
          ]),
        );
      },
    );
  });
});

/** Debian's cron keeps three lines of its own before a crontab, the second with the time. */
function withoutHeader(spool: Buffer): Buffer {
  const text = spool.toString("latin1");
  return Buffer.from(text.replace(/^# DO NOT EDIT[^\n]*\n[^\n]*\n[^\n]*\n/, ""), "latin1");
}
