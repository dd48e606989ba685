import { existsSync, realpathSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

import type { Environment } from "../ports.ts";

/** The variables of the machine's environment for a container's shell: none that contains or locates credentials. */
const passed = /^(?:PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|SYSTEMROOT|(?:https?|no|all)_proxy|SSL_CERT_(?:FILE|DIR)|NODE_EXTRA_CA_CERTS)$/i;

/** The address of a proxy that asks for a password is one of the caller's credentials. */
function holdsPassword(name: string, value: string): boolean {
  return /_proxy$/i.test(name) && value.includes("@");
}

/** The only user of a space's container, who has the home folder there (service-facts: Remote access). */
export const containerUser = "sagemaker-user";

/** The variables of a shell whose home is `home`; `added` are the client's variables, such as TERM. */
export function shellEnvironment(env: Environment, home: string, added: Environment = {}): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && passed.test(name) && !holdsPassword(name, value) ? [[name, value] as const] : [],
  );
  const given = Object.entries(added).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(given),
    HOME: home,
    PWD: home,
    USER: containerUser,
    LOGNAME: containerUser,
    SHELL: shellProgram(env) ?? "",
    // The machine's rc files set another prompt: they are skipped (shellWords), and that of the home is read before the first prompt.
    PS1: `${containerUser}@default:\\w$ `,
    PROMPT_COMMAND: "unset PROMPT_COMMAND; if [ -r ~/.bashrc ]; then . ~/.bashrc; fi",
    // An EC2 instance would give its role's credentials to every process.
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** The machine's shell, as a container has one: bash, else sh; undefined if it has neither. */
export function shellProgram(env: Environment): string | undefined {
  return findProgram("bash", env) ?? findProgram("sh", env);
}

/** The words that start an interactive shell, or run a command. */
export function shellWords(shell: string, command?: string): readonly string[] {
  if (command !== undefined) return [shell, "-c", command];
  return basename(shell) === "bash" ? [shell, "--norc", "-i"] : [shell, "-i"];
}

/** The path of a program in PATH. For python3 the system's own first: version managers put a slow script before it. */
export function findProgram(name: string, env: Environment): string | undefined {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const first = name === "python3" && folders.includes("/usr/bin") ? ["/usr/bin"] : [];
  const suffixes = delimiter === ";" ? [".exe", ""] : [""];
  return [...first, ...folders]
    .flatMap((folder) => suffixes.map((suffix) => join(folder, `${name}${suffix}`)))
    .find((path) => existsSync(path));
}

/** Whether a program is a link to BusyBox, whose programs have fewer options. */
export function isBusyBox(path: string): boolean {
  return basename(realpathSync(path)) === "busybox";
}
