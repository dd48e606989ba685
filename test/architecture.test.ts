import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { Visitor, parseSync } from "rolldown/utils";
import { expect, it } from "vitest";

/** What the files of a room may import: other rooms, and packages where the room is no adapter. */
interface Room {
  readonly knows: readonly string[];
  /** Absent: any package but those that belong to one place. */
  readonly packages?: readonly string[];
}

const rooms: Readonly<Record<string, Room>> = {
  core: { knows: [], packages: ["fastest-levenshtein"] },
  // Of the types of connections alone.
  ports: { knows: ["core"], packages: ["node:http", "node:https"] },
  operations: { knows: ["ports", "core"], packages: ["p-map", "picomatch"] },
  // The command data comes as a tree of words, which cli makes of it: no arrow back.
  completion: { knows: ["core"], packages: [] },
  output: { knows: ["core"], packages: ["chalk", "cli-table3", "jmespath", "string-width", "yaml"] },
  aws: { knows: ["ports", "core"] },
  jupyter: { knows: ["ports", "core"] },
  remote: { knows: ["ports", "core"] },
  system: { knows: ["ports", "core"] },
  sandbox: { knows: ["core"] },
  cli: { knows: ["operations", "ports", "core", "output", "completion"] },
  main: { knows: ["cli", "ports", "core", "completion", "refresh", "scheduled", "process-context"] },
  "process-context": { knows: ["cli"], packages: [] },
  complete: { knows: ["completion"], packages: ["node:fs"] },
  refresh: { knows: ["cli", "completion"], packages: [] },
  scheduled: { knows: ["operations", "ports", "core"], packages: [] },
  executable: { knows: ["main", "complete"], packages: [] },
};

/** The composition root in four files, and what the entries need without one: the streams of the process, the file of a completion. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  "src/cli/context.ts": ["aws", "jupyter", "remote", "system"],
  "src/cli/services.ts": ["aws"],
  "src/cli/account-services.ts": ["aws", "jupyter"],
  "src/cli/state-files.ts": ["system"],
  "src/cli/state-tables.ts": ["aws", "system"],
  "src/cli/connections.ts": ["aws", "system"],
  "src/main.ts": ["system"],
  "src/process-context.ts": ["system"],
  "src/complete.ts": ["system"],
  "src/refresh.ts": ["system"],
  "src/scheduled.ts": ["system"],
};

/**
 * The sandbox from the ground up: a file imports from its own floor and from those below. What is not named here is the
 * roof: dispatch, servers, seeds.
 */
const sandboxFloors: readonly (readonly string[])[] = [
  ["model", "home", "accounts", "ports", "paging", "state", "sagemaker-state", "jupyter-state"],
  ["protocol", "operation", "denials"],
  ["services", "jupyter", "homes"],
];

const homeOfPackage: readonly (readonly [name: RegExp, home: RegExp, why: string])[] = [
  [/^commander$/, /^src\/cli\/program\.ts$/, "commander stays in cli/program.ts"],
  [/^@(aws-sdk|smithy)\//, /^src\/aws\//, "the SDK stays in aws/"],
  [/^ws$/, /^src\/(remote|jupyter|sandbox)\//, "WebSockets stay in remote/, jupyter/ and the sandbox"],
];

/** What reaches the world without a port, and where it may. */
const homeOfGlobal: Readonly<Record<string, RegExp>> = {
  console: /^$/,
  fetch: /^$/,
  process: /^src\/((main|process-context|complete|refresh|executable)\.ts|cli\/context\.ts|system\/.+|sandbox\/(far-end|shells)\/.+)$/,
  setTimeout: /^src\/(system|jupyter|sandbox)\//,
  setInterval: /^src\/(system|jupyter|sandbox)\//,
  "Date.now": /^src\/(system|sandbox)\//,
  "new Date()": /^src\/system\//,
  "Math.random": /^src\/system\//,
};

interface Module {
  readonly path: string;
  readonly imports: readonly { readonly of: string; readonly kind: "static" | "type" | "dynamic" }[];
  /** Globals by name: `process`, `Date.now`, `new Date()`. */
  readonly globals: readonly string[];
}

/** Files of the program by path from the root, as text. */
type Tree = ReadonlyMap<string, string>;

function read(path: string, text: string): Module {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]?.message}`);
  const imports: { of: string; kind: "static" | "type" | "dynamic" }[] = module.staticImports.map(({ moduleRequest, entries }) => ({
    of: moduleRequest.value,
    kind: entries.length > 0 && entries.every(({ isType }) => isType) ? "type" : "static",
  }));
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) imports.push({ of: moduleRequest.value, kind: "static" });
  }
  const globals: string[] = [];
  const named = new Set<number>();
  new Visitor({
    ImportExpression: ({ source }) => {
      const literal = source.type === "Literal" && typeof source.value === "string" ? source.value : undefined;
      imports.push({ of: literal ?? "(computed)", kind: "dynamic" });
    },
    TSImportType: ({ source }) => {
      imports.push({ of: source.value, kind: "type" });
    },
    NewExpression: ({ callee, arguments: given }) => {
      if (callee.type === "Identifier" && callee.name === "Date" && given.length === 0) globals.push("new Date()");
    },
    MemberExpression: (node) => {
      if (node.computed || node.property.type !== "Identifier") return;
      named.add(node.property.start);
      if (node.object.type === "Identifier") globals.push(`${node.object.name}.${node.property.name}`);
    },
    Property: ({ key, computed, shorthand }) => {
      if (!computed && !shorthand) named.add(key.start);
    },
    Identifier: ({ name, start }) => {
      if (!named.has(start)) globals.push(name);
    },
  }).visit(program);
  return { path, imports, globals: globals.filter((name) => Object.hasOwn(homeOfGlobal, name)) };
}

function violations(tree: Tree): string[] {
  return [...tree].flatMap(([path, text]) => {
    const file = read(path, text);
    return [
      ...file.imports.flatMap(({ of, kind }) => (of.startsWith(".") ? wrongRoom(path, of, kind) : wrongPackage(path, of))),
      ...file.globals.filter((name) => homeOfGlobal[name]?.test(path) !== true).map((name) => `${path} uses ${name}`),
    ];
  });
}

function roomOf(path: string): string {
  const [, room = ""] = path.split("/");
  return room.replace(/\.ts$/, "");
}

function wrongRoom(path: string, of: string, kind: "static" | "type" | "dynamic"): string[] {
  const target = normalize(join(dirname(path), of));
  if (target === "package.json") return [];
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from === to) return from === "sandbox" && floorOf(target) > floorOf(path) ? [`${path} imports upwards ${target}`] : [];
  if (to === "sandbox")
    return ["src/cli/context.ts", "src/cli/connections.ts"].includes(path) && kind !== "static" ? [] : [`${path} imports ${target}`];
  const known = [...(rooms[from]?.knows ?? []), ...(exceptions[path] ?? [])];
  return known.includes(to) ? [] : [`${path} imports ${target}`];
}

function floorOf(path: string): number {
  const [, , name = ""] = path.replace(/\.ts$/, "").split("/");
  const floor = sandboxFloors.findIndex((names) => names.includes(name));
  return floor < 0 ? sandboxFloors.length : floor;
}

function wrongPackage(path: string, of: string): string[] {
  for (const [name, home, why] of homeOfPackage) if (name.test(of) && !home.test(path)) return [`${path} imports ${of}: ${why}`];
  const packages = rooms[roomOf(path)]?.packages;
  return packages === undefined || packages.includes(of) ? [] : [`${path} imports ${of}, which its room does without`];
}

const root = join(import.meta.dirname, "..");
const paths = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => `src/${path}`);
const tree: Tree = new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));

it("reads every file of the program, and every room is drawn", () => {
  expect(tree.size).toBeGreaterThan(200);
  expect(new Set(paths.map(roomOf))).toEqual(new Set(Object.keys(rooms)));
});

it("lets arrows go one way only, and the world in through ports only", () => {
  expect(violations(tree)).toEqual([]);
});

it.each([
  ["src/core/app/rules.ts", 'import { collect } from "../../operations/app/list.ts";', "imports src/operations/app/list.ts"],
  ["src/core/app/rules.ts", 'import type { Clock } from "../../ports/clock.ts";', "imports src/ports/clock.ts"],
  ["src/core/app/rules.ts", 'import { join } from "node:path";', "imports node:path"],
  ["src/core/app/rules.ts", "export const now = () => new Date();", "uses new Date()"],
  ["src/operations/app/list.ts", "export const now = Date.now;", "uses Date.now"],
  ["src/operations/app/list.ts", 'process.stdout.write("x");', "uses process"],
  ["src/operations/app/list.ts", 'console.log("x");', "uses console"],
  ["src/operations/app/list.ts", 'export { createStudio } from "../../aws/studio.ts";', "imports src/aws/studio.ts"],
  ["src/operations/app/list.ts", 'type Table = import("../../output/table.ts").TableStyle;', "imports src/output/table.ts"],
  ["src/output/yaml.ts", 'import { rows } from "../cli/result.ts";', "imports src/cli/result.ts"],
  ["src/jupyter/read.ts", 'import { Clients } from "../aws/clients.ts";', "imports src/aws/clients.ts"],
  ["src/system/paths.ts", 'const list = await import("../operations/app/list.ts");', "imports src/operations/app/list.ts"],
  ["src/cli/targets.ts", 'import { systemClock } from "../system/clock.ts";', "imports src/system/clock.ts"],
  ["src/cli/targets.ts", 'await import("../sandbox/index.ts");', "imports src/sandbox/index.ts"],
  ["src/cli/context.ts", 'import { openSandbox } from "../sandbox/index.ts";', "imports src/sandbox/index.ts"],
  ["src/cli/targets.ts", 'import { Command } from "commander";', "commander stays in cli/program.ts"],
  ["src/cli/targets.ts", 'await import("@aws-sdk/client-sagemaker");', "the SDK stays in aws/"],
  ["src/operations/app/list.ts", 'import { WebSocket } from "ws";', "WebSockets stay in remote/"],
  ["src/remote/channel.ts", 'import { Clients } from "../jupyter/session.ts";', "imports src/jupyter/session.ts"],
  ["src/sandbox/server.ts", 'import type { Studio } from "../ports/studio.ts";', "imports src/ports/studio.ts"],
  [
    "src/sandbox/protocol/request.ts",
    'import { appArn } from "../services/sagemaker/names.ts";',
    "upwards src/sandbox/services/sagemaker/names.ts",
  ],
  ["src/sandbox/services/sts/service.ts", 'import { dispatch } from "../../dispatch.ts";', "imports upwards src/sandbox/dispatch.ts"],
  ["src/sandbox/home.ts", 'import type { Service } from "./operation.ts";', "imports upwards src/sandbox/operation.ts"],
  ["src/main.ts", 'import { startApp } from "./operations/app/start.ts";', "imports src/operations/app/start.ts"],
  ["src/core/app/rules.ts", "export const room = (name: string) => import(name);", "imports (computed)"],
])("would see that %s holds %s", (path, planted, seen) => {
  const found = violations(new Map([[path, `${tree.get(path)}\n${planted}\n`]]));
  expect(found).toEqual([expect.stringContaining(seen)]);
  expect(found[0]).toMatch(new RegExp(`^${path.replaceAll(".", "\\.")} `));
});
