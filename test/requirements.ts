import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

export interface Requirement {
  /** What is needed, in a word: `jupyter-server`. */
  readonly name: string;
  /** Debian packages that bring it. */
  readonly packages: readonly string[];
  /** A command that succeeds where it is there. */
  readonly probe: readonly [command: string, ...args: string[]];
}

/** Debian's own: another Python on the path has no Jupyter. */
export const jupyterServer: Requirement = {
  name: "jupyter-server",
  packages: ["jupyter-server", "python3-ipykernel"],
  probe: ["/usr/bin/python3", "-c", "import jupyter_server, ipykernel, terminado"],
};

export const systemdAnalyze: Requirement = { name: "systemd-analyze", packages: ["systemd"], probe: ["systemd-analyze", "--version"] };

export const shellcheck: Requirement = { name: "shellcheck", packages: ["shellcheck"], probe: ["shellcheck", "--version"] };

export const mandoc: Requirement = { name: "mandoc", packages: ["mandoc"], probe: ["sh", "-c", "command -v mandoc"] };

export const sshClient: Requirement = { name: "ssh", packages: ["openssh-client"], probe: ["ssh", "-V"] };

/** OpenSSH's client and server; sshd is not on every user's PATH. */
export const sshServer: Requirement = {
  name: "sshd",
  packages: ["openssh-client", "openssh-server"],
  probe: ["sh", "-c", "command -v ssh && test -x /usr/sbin/sshd"],
};

/**
 * Registers tests that need something of the machine. Where it is missing they are left out, and a line
 * on stderr and one skipped test say so; with CI=true that is a failure that says what to install.
 */
export function requirement({ name, packages, probe }: Requirement, tests: () => void): void {
  const [command, ...args] = probe;
  if (spawnSync(command, args, { stdio: "ignore" }).status === 0) return tests();
  const missing = `this machine lacks ${name} (apt-get install ${packages.join(" ")})`;
  const verdict = process.env["CI"] === "true" ? missing : "left out";
  if (verdict === "left out") process.stderr.write(`${verdict}: ${missing}\n`);
  it(`needs ${name}`, ({ skip }) => {
    expect(verdict).toBe("left out");
    skip(missing);
  });
}
