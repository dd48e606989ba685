import { readdirSync, readFileSync } from "node:fs";

/** The id on this machine of the process that has this id in a container of the sandbox, and this text in its environment. */
export function outerPid(inner: number, environment: string): number {
  const found = readdirSync("/proc").find((name) => {
    if (!/^\d+$/.test(name)) return false;
    const [, ids = ""] = /^NSpid:\s+(.*)$/m.exec(textOf(`/proc/${name}/status`)) ?? [];
    return ids.split(/\s+/).at(-1) === String(inner) && textOf(`/proc/${name}/environ`).includes(environment);
  });
  if (found === undefined) throw new Error(`no process ${inner} with ${environment}`);
  return Number(found);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
