import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Plugin, build } from "rolldown";
import { loadConfig } from "rolldown/config";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Candidate } from "../src/completion/answer.ts";
import { liveScope } from "../src/completion/line.ts";
import { liveWordsFile } from "../src/system/live-words.ts";

/** What no start may wait for: all of it is imported where it is needed. */
const heavy: Readonly<Record<string, RegExp>> = {
  "the SDK": /\/node_modules\/@(aws-sdk|smithy|aws)\//,
  prompts: /\/node_modules\/@inquirer\//,
  YAML: /\/node_modules\/yaml\//,
  tables: /\/node_modules\/(cli-table3|string-width)\//,
  colours: /\/node_modules\/chalk\//,
  JMESPath: /\/node_modules\/jmespath\//,
  cookies: /\/node_modules\/tough-cookie\//,
  "the sandbox": /\/src\/sandbox\//,
  proxies: /\/node_modules\/(agent-base|https?-proxy-agent|debug)\//,
};

/** Of main.cjs, which every start reads and compiles: a little more than it has. */
const maxEagerBytes = 72_000;

/** Of complete.cjs, which answers a shell while somebody waits: the same. */
const maxAnswerBytes = 9_000;

const starts = ["--version", "--help", "app --help", "app list --help", "auto-shutdown run --help", "sandbox serve --help"];

/** The command as it is shipped, and which modules each of its files holds. */
interface Built {
  readonly main: string;
  readonly complete: string;
  readonly modulesOf: ReadonlyMap<string, readonly string[]>;
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "studioctl-startup-")));
afterAll(() => rmSync(folder, { recursive: true }));

async function builtInto(name: string, ...plugins: Plugin[]): Promise<Built> {
  const dir = join(folder, name);
  const configs = await loadConfig("rolldown.config.js");
  if (!Array.isArray(configs)) throw new Error("two builds were expected");
  const chunks: (readonly [string, readonly string[]])[] = [];
  for (const config of configs) {
    if (Array.isArray(config.output)) throw new Error("one output of each build was expected");
    const { output } = await build({ ...config, plugins, output: { ...config.output, dir } });
    for (const file of output) if (file.type === "chunk") chunks.push([join(dir, file.fileName), file.moduleIds]);
  }
  return { main: join(dir, "main.cjs"), complete: join(dir, "complete.cjs"), modulesOf: new Map(chunks) };
}

/** Which of the heavy things a run of the command loads. */
function heavyThingsLoaded({ main, modulesOf }: Built, args: readonly string[]): string[] {
  const modules = modulesLoaded(main, modulesOf, args);
  expect(modules).toContain(fileURLToPath(new URL("../src/main.ts", import.meta.url)));
  return Object.keys(heavy).filter((thing) => modules.some((id) => heavy[thing]?.test(id)));
}

function modulesLoaded(program: string, modulesOf: Built["modulesOf"], args: readonly string[], env: NodeJS.ProcessEnv = {}): string[] {
  const report = join(folder, "loaded.json");
  const hook = fileURLToPath(new URL("loaded-files.cjs", import.meta.url));
  execFileSync(process.execPath, ["--require", hook, program, ...args], {
    env: { ...process.env, ...env, LOADED_FILES: report },
    stdio: "ignore",
  });
  const files: string[] = JSON.parse(readFileSync(report, "utf8"));
  return files.flatMap((file) => modulesOf.get(file) ?? []);
}

/** Makes the entry need something of each heavy thing at once, as a careless import would. */
const carelessImports: Plugin = {
  name: "careless-imports",
  transform(code, id) {
    if (!id.endsWith("/src/main.ts")) return undefined;
    const planted = [
      ["SageMakerClient", "@aws-sdk/client-sagemaker"],
      ["default", "@inquirer/select"],
      ["parse", "yaml"],
      ["default", "cli-table3"],
      ["default", "chalk"],
      ["default", "jmespath"],
      ["CookieJar", "tough-cookie"],
      ["story", "./sandbox/story.ts"],
      ["HttpProxyAgent", "http-proxy-agent"],
    ];
    const imports = planted.map(([name, from], place) => `import { ${name} as planted${place} } from "${from}";`);
    return `${imports.join("\n")}\nglobalThis.planted = [${planted.map((_, place) => `planted${place}`).join(", ")}];\n${code}`;
  },
};

describe("a start loads nothing that it does not need", () => {
  let shipped: Built;
  beforeAll(async () => {
    shipped = await builtInto("shipped");
  });

  it.each(starts)("%s", (line) => {
    expect(heavyThingsLoaded(shipped, line.split(" "))).toEqual([]);
  });

  it("nor does a call where no proxy is set read what goes through one", () => {
    const env = { STUDIOCTL_STATE_HOME: join(folder, "state"), HTTPS_PROXY: "", HTTP_PROXY: "", https_proxy: "", http_proxy: "" };
    const modules = modulesLoaded(shipped.main, shipped.modulesOf, ["domain", "list", "--sandbox"], env);
    expect(modules.filter((id) => /client-sagemaker/.test(id))).not.toEqual([]);
    expect(modules.filter((id) => heavy["proxies"]?.test(id))).toEqual([]);
  });

  it("nor is the public suffix list built in at all", () => {
    const bundled = [...shipped.modulesOf.values()].flat();
    expect(bundled.some((id) => /node_modules\/tough-cookie\//.test(id))).toBe(true);
    expect(bundled.filter((id) => /node_modules\/tldts/.test(id))).toEqual([]);
  });

  it("reads an eager chunk of limited size", () => {
    expect(statSync(shipped.main).size).toBeLessThanOrEqual(maxEagerBytes);
  });

  it("an answer to a shell that is kept from before is one file, without the program", () => {
    const env = { STUDIOCTL_STATE_HOME: join(folder, "state") };
    const file = liveWordsFile<Candidate>(liveScope("domain", []), { ...process.env, ...env });
    file.write({ words: [{ forms: ["research"], summary: "" }] }, 600_000);
    const modules = modulesLoaded(shipped.complete, shipped.modulesOf, ["__complete", "domain", "bash", "", ""], env);
    expect(modules).toContain(fileURLToPath(new URL("../src/complete.ts", import.meta.url)));
    expect(modules.filter((id) => /node_modules|src\/(cli|main|refresh|aws|sandbox)/.test(id))).toEqual([]);
    expect(statSync(shipped.complete).size).toBeLessThanOrEqual(maxAnswerBytes);
  });
});

it("tells of everything heavy that is imported carelessly", async () => {
  const careless = await builtInto("careless", carelessImports);
  expect(heavyThingsLoaded(careless, ["--version"])).toEqual(Object.keys(heavy));
  expect(statSync(careless.main).size).toBeGreaterThan(maxEagerBytes);
});
