import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { SpaceHost } from "../../../src/core/ssh/host.ts";
import { hostName, optionWords, routeOptions } from "../../../src/core/ssh/host.ts";
import { withHosts } from "../../../src/core/ssh/hosts-file.ts";
import { includeLine } from "../../../src/core/ssh/include.ts";
import { requirement, sshClient } from "../../requirements.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-ssh-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = promisify(execFile);

/** Words that a person's folders, profiles and addresses may be, and worse. */
const word = fc
  .oneof(
    fc.stringMatching(/^[a-zA-Z0-9 .%'"$\\!#=~*?[\](){};&|<>`^@:,+-]{1,20}$/),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
    fc.constantFrom("C:\\Users\\a b", "100%", "%h", "it's", "#x", "a\\", "~", "$HOME", "!!", "-x", "é ü", "'", "''"),
  )
  .filter((text) => !/\p{Cc}|\$\{/u.test(text) && !text.includes("/"));
const anyHost: fc.Arbitrary<SpaceHost> = fc.record({
  Region: fc.constantFrom("us-east-1", "eu-west-1"),
  DomainId: fc.constantFrom("d-1", "d-abcdefghijkl"),
  SpaceName: fc.stringMatching(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/),
  sandbox: fc.boolean(),
});

const scenario = { numRuns: 40 };

/** What ssh makes of a configuration, by option in lower case. */
async function readBySsh(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run("ssh", ["-G", ...words]);
  return new Map(stdout.split("\n").map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)]));
}

requirement(sshClient, () => {
  it("ssh finds every host by each of its names, for any folders and names", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyHost, { minLength: 1, maxLength: 3 }),
        word,
        fc.array(word, { minLength: 1 }),
        async (hosts, name, proxy) => {
          const file = join(folder, `etc ${name}`, "studioctl_config");
          mkdirSync(dirname(file), { recursive: true });
          const knownHosts = join(folder, name, "keys");
          const { text, hosts: written } = withHosts(
            "",
            hosts.map((host) => ({ host, route: { proxy, shell: "posix", knownHosts } })),
          );
          writeFileSync(file, text);
          const config = join(folder, "config");
          writeFileSync(config, Buffer.from(`${includeLine(file)}\nHost *\n  User other\n  UserKnownHostsFile /other\n`, "latin1"));
          const aliases = written.flatMap(({ names }, i) => names.map((alias) => [alias, hosts[i]] as const));
          for (const [alias, host] of aliases) {
            const read = await readBySsh(["-F", config, alias]);
            expect(read.get("user")).toBe("sagemaker-user");
            expect(read.get("hostkeyalias")).toBe(host && hostName(host));
            expect(read.get("userknownhostsfile")).toBe(knownHosts);
            expect(read.get("stricthostkeychecking")).toBe("accept-new");
          }
        },
      ),
      scenario,
    );
  });

  it("ssh reads the same options on its command line", async () => {
    await fc.assert(
      fc.asyncProperty(anyHost, word, async (host, name) => {
        const knownHosts = join(folder, name, "keys");
        const options = routeOptions(host, { proxy: ["/bin/true", name], shell: "posix", knownHosts });
        const read = await readBySsh(["-F", "none", ...optionWords(options), "studio"]);
        expect(read.get("hostname")).toBe(hostName(host));
        expect(read.get("userknownhostsfile")).toBe(knownHosts);
      }),
      scenario,
    );
  });

  /** Writes its words to a file and ends, so that ssh ends too. */
  const proxy = join(folder, "proxy it's");
  const words = join(folder, "words");
  writeFileSync(proxy, `#!/bin/sh\nprintf '%s\\0' "$@" >'${words}'\n`);
  chmodSync(proxy, 0o755);
  const shells = ["/bin/sh", "/bin/bash", "/usr/bin/zsh", "/usr/bin/fish"].filter((shell) => spawnSync(shell, ["-c", "true"]).status === 0);

  describe.each(shells)("with %s as the user's shell", (shell) => {
    it("the proxy is given the very words, from the file and from the command line", { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(anyHost, fc.array(fc.oneof(word, fc.constant("")), { minLength: 1, maxLength: 4 }), async (host, given) => {
          const route = { proxy: [proxy, ...given], shell: "posix", knownHosts: join(folder, "keys") } as const;
          const { text, hosts } = withHosts("", [{ host, route }]);
          const file = join(folder, "hosts");
          writeFileSync(file, text);
          const ways = [
            ["-F", file, String(hosts[0]?.names[0])],
            ["-F", "none", ...optionWords(routeOptions(host, route)), "studio"],
          ];
          for (const way of ways) {
            rmSync(words, { force: true });
            await run("ssh", way, { env: { ...process.env, SHELL: shell } }).catch(() => {});
            expect(readFileSync(words, "utf8").split("\0").slice(0, -1)).toEqual(given);
          }
        }),
        { numRuns: 15 },
      );
    });
  });
});
