import * as v from "valibot";
import { parse } from "yaml";
import { parseDuration } from "../core/time.ts";
import { usageError } from "../core/errors.ts";
import { instanceTypes, patterns } from "../core/service-model.ts";
import { efsModel, shape, type ShapeModel } from "./model/model.ts";
import { home } from "./home.ts";
import type { Seed, SeedContents, SeedOwner } from "./seed-document.ts";

/*
 * The form of a seed document (YAML, or JSON, which is YAML too). Unknown members are refused, so that misspellings are found; all times
 * are relative to the moment of seeding.
 */

const duration = v.pipe(v.string(), v.check(isDuration, "is not a duration: write it as 90s, 15m, 2h, 1h30m, 7d or 2w"));
const activity = v.pipe(
  v.string(),
  v.check((text) => isDuration(text.replace(/^every /, "")), 'is not an activity: write "3h" for three hours ago, or "every 30s"'),
);
const name = (pattern: RegExp): v.GenericSchema<string> => v.pipe(v.string(), v.regex(pattern, "is not a name that the service allows"));
const instanceType = v.picklist(instanceTypes, "is not an instance type");
const tags = v.record(v.string(), v.string());

const kernel = v.strictObject({
  state: v.picklist(["idle", "busy", "starting", "restarting", "autorestarting", "terminating", "dead", "pending"]),
  active: activity,
  notebook: v.optional(v.string()),
  app: v.optional(v.string()),
  connections: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

const terminal = v.strictObject({ name: v.string(), active: v.optional(activity), app: v.optional(v.string()) });

const server = v.strictObject({
  mode: v.optional(v.picklist(["up", "down", "loading", "html", "forbidden", "hang"])),
  kernels: v.optional(v.array(kernel)),
  terminals: v.optional(v.array(terminal)),
  monitor: v.optional(v.union([v.literal("empty"), activity])),
});

const lines = v.array(v.pipe(v.string(), v.minLength(1, "is an empty line")));

const app = v.strictObject({
  type: v.picklist(["JupyterServer", "KernelGateway", "JupyterLab", "CodeEditor", "Canvas"]),
  name: v.optional(name(patterns.AppName)),
  instanceType: v.optional(instanceType),
  image: v.optional(v.string()),
  started: duration,
  active: v.optional(activity),
  status: v.optional(v.picklist(["InService", "Pending", "Deleting", "Deleted", "Failed"])),
  failureReason: v.optional(v.string()),
  log: v.optional(lines),
  lifecycleLog: v.optional(lines),
  keep: v.optional(v.union([v.literal("forever"), duration])),
  tags: v.optional(tags),
});

const owner = { server: v.optional(server), apps: v.optional(v.array(app)), tags: v.optional(tags) };

const user = v.strictObject({ name: name(patterns.UserProfileName), defaultInstanceType: v.optional(instanceType), ...owner });

const space = v.strictObject({
  name: name(patterns.SpaceName),
  owner: name(patterns.UserProfileName),
  type: v.picklist(["JupyterLab", "CodeEditor"]),
  sharing: v.optional(v.picklist(["Private", "Shared"])),
  remoteAccess: v.optional(v.boolean()),
  volumeGb: v.optional(v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(16_384))),
  ...owner,
});

const ofEfs = (name: string): ShapeModel => shape(efsModel, name);
const gb = v.pipe(v.number(), v.minValue(0));
const posixId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(ofEfs("Uid").max ?? 0));

const accessPoint = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  path: v.pipe(v.string(), v.regex(new RegExp(ofEfs("Path").pattern ?? ""), "is not a path that EFS allows")),
  user: v.optional(v.strictObject({ uid: posixId, gid: posixId })),
});

const fileSystem = {
  efsGb: v.optional(v.union([gb, v.strictObject({ standard: v.optional(gb), infrequentAccess: v.optional(gb), archive: v.optional(gb) })])),
  accessPoints: v.optional(v.array(accessPoint)),
};

const seconds = v.exactOptional(v.pipe(v.number(), v.minValue(0)));

const fault = v.strictObject({
  operation: v.string(),
  matching: v.exactOptional(v.string()),
  region: v.exactOptional(v.string()),
  after: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  error: v.string(),
  message: v.exactOptional(v.string()),
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  times: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

const iamAction = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9*-]+:[A-Za-z*?]+$/, "is not an IAM action: write it as sagemaker:DeleteApp or ecr:*"),
);

const settings = v.strictObject({
  classic: v.exactOptional(v.picklist(["open", "closed"])),
  latencyMs: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  requestsPerSecond: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  faults: v.exactOptional(v.array(fault)),
  registrationSeconds: seconds,
  denied: v.exactOptional(v.array(iamAction)),
  noCapacity: v.exactOptional(v.array(instanceType)),
  transitionSeconds: v.exactOptional(
    v.strictObject({ domain: seconds, userProfile: seconds, space: seconds, appStart: seconds, appStop: seconds, image: seconds }),
  ),
});

const severity = v.picklist(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED"], "is not a severity");

const repository = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/, "is not a name that ECR allows")),
  images: v.array(
    v.strictObject({
      tags: v.optional(v.array(v.pipe(v.string(), v.regex(/^[\w][\w.-]{0,127}$/, "is not a tag that ECR allows")))),
      sizeMb: v.pipe(v.number(), v.minValue(1)),
      architectures: v.optional(v.pipe(v.array(v.picklist(["amd64", "arm64"])), v.minLength(1))),
      pushed: duration,
      findings: v.optional(v.record(severity, v.pipe(v.number(), v.integer(), v.minValue(0)))),
    }),
  ),
});

const domains = v.array(
  v.strictObject({
    name: name(patterns.UserProfileName),
    authMode: v.optional(v.picklist(["IAM", "SSO"])),
    unifiedStudio: v.optional(v.boolean()),
    users: v.optional(v.array(user)),
    spaces: v.optional(v.array(space)),
    fileSystem: v.optional(v.literal("none")),
    ...fileSystem,
  }),
);

const contents = {
  ecr: v.optional(v.array(repository)),
  retained: v.optional(v.array(v.strictObject({ created: duration, ...fileSystem }))),
};

const accountId = v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not the id of an account: write its twelve digits in quotes, "222233334444"'));

const account = v.strictObject({
  id: accountId,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(50)),
  unit: v.optional(v.pipe(v.string(), v.regex(/^[^/]+(?:\/[^/]+)*$/, "is not a path of organizational units"))),
  state: v.optional(v.picklist(["PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"])),
  delegatedAdministrator: v.optional(v.boolean()),
  closedRegions: v.optional(v.array(v.string())),
  roles: v.optional(
    v.array(
      v.strictObject({
        name: v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,64}$/, "is not a name that IAM allows")),
        trust: v.optional(accountId),
        externalId: v.optional(v.string()),
        sourceIdentity: v.optional(v.boolean()),
        denied: v.optional(v.array(iamAction)),
      }),
    ),
  ),
  domains: v.optional(domains),
  ...contents,
});

const seed = v.strictObject({ settings: v.optional(settings), domains, accounts: v.optional(v.array(account)), ...contents });

/** Reads a seed document. Throws a usage error with the path and the value of the first fault. */
export function parseSeed(text: string): Seed {
  const result = v.safeParse(seed, parseYaml(text));
  if (!result.success) {
    const [issue] = result.issues;
    throw wrong(v.getDotPath(issue) ?? "the document", issue.input, issue.message);
  }
  checkReferences(result.output);
  return result.output;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw usageError("the seed is neither YAML nor JSON", {
      why: cause instanceof Error ? cause.message.split("\n")[0] : undefined,
      cause,
    });
  }
}

function checkReferences(seed: Seed): void {
  checkContents(seed, "");
  const { accounts = [] } = seed;
  unique(
    accounts.map(({ id }) => ({ name: id })),
    "accounts",
    "id",
  );
  accounts.forEach((each, entry) => {
    if (each.id === home.account)
      throw wrong(`accounts.${entry}.id`, each.id, "is the sandbox's own account, whose domains are outside this list");
    unique(each.roles ?? [], `accounts.${entry}.roles`);
    checkContents(each, `accounts.${entry}.`);
  });
}

/** Every name that is referred to must exist, once. */
function checkContents({ domains = [], retained = [], ecr = [] }: SeedContents, prefix: string): void {
  unique(domains, `${prefix}domains`);
  unique(ecr, `${prefix}ecr`);
  ecr.forEach(({ images }, entry) => {
    const tags = images.flatMap(({ tags = [] }, index) => tags.map((name) => ({ name, at: `${prefix}ecr.${entry}.images.${index}.tags` })));
    const twice = tags.find(({ name }, index) => tags.slice(0, index).some((earlier) => earlier.name === name));
    if (twice !== undefined) throw wrong(twice.at, twice.name, "is given twice");
  });
  retained.forEach(({ accessPoints = [] }, entry) => unique(accessPoints, `${prefix}retained.${entry}.accessPoints`));
  domains.forEach(({ users = [], spaces = [], accessPoints = [], efsGb, fileSystem }, entry) => {
    const at = `${prefix}domains.${entry}`;
    if (fileSystem === "none" && (efsGb !== undefined || accessPoints.length > 0))
      throw wrong(`${at}.fileSystem`, fileSystem, "cannot be used with efsGb or accessPoints");
    unique(users, `${at}.users`);
    unique(accessPoints, `${at}.accessPoints`);
    unique(spaces, `${at}.spaces`);
    spaces.forEach((space, index) => {
      const known = users.some((user) => user.name.toLowerCase() === space.owner.toLowerCase());
      if (!known) throw wrong(`${at}.spaces.${index}.owner`, space.owner, "is not a user of this domain");
      checkOwner(space, `${at}.spaces.${index}`, [space.type, "KernelGateway"]);
    });
    users.forEach((user, index) => checkOwner(user, `${at}.users.${index}`, ["JupyterServer", "KernelGateway", "Canvas"]));
  });
}

function checkOwner({ apps = [], server }: SeedOwner, at: string, types: readonly string[]): void {
  const gateways = new Set(apps.filter(({ type }) => type === "KernelGateway").map(({ name }) => name));
  apps.forEach((app, index) => {
    if (!types.includes(app.type)) throw wrong(`${at}.apps.${index}.type`, app.type, `is none of its owner's: ${types.join(", ")}`);
    if (app.active !== undefined && app.type !== "Canvas")
      throw wrong(`${at}.apps.${index}.active`, app.active, "is for Canvas: say it of what runs in the server");
    if (app.type === "KernelGateway" && app.name === undefined) throw wrong(`${at}.apps.${index}.name`, undefined, "");
  });
  unique(
    apps.map(({ type, name = "default" }) => ({ name: `${type}/${name}` })),
    `${at}.apps`,
  );
  for (const things of ["kernels", "terminals"] as const) {
    server?.[things]?.forEach(({ app }, index) => {
      if (app === undefined) return;
      const entry = `${at}.server.${things}.${index}.app`;
      if (!gateways.has(app)) throw wrong(entry, app, "is not a KernelGateway app of this owner");
      const image = apps.find(({ name }) => name === app)?.image;
      if (things === "terminals" && image === undefined)
        throw wrong(entry, app, "has no image, which is part of the name of an image terminal");
    });
  }
}

function unique(things: readonly { readonly name: string }[], at: string, member = "name"): void {
  const seen = new Set<string>();
  things.forEach(({ name }, index) => {
    if (seen.has(name.toLowerCase())) throw wrong(`${at}.${index}.${member}`, name, "is given twice");
    seen.add(name.toLowerCase());
  });
}

function wrong(path: string, value: unknown, why: string): Error {
  if (value === undefined) return usageError(`invalid seed: ${path} is missing`);
  return usageError(`invalid seed: ${path}: ${JSON.stringify(value)} ${inOurWords(why)}`);
}

/** valibot says `Invalid type: Expected Object but received …`, and of an unknown member that it expected `never`. */
function inOurWords(message: string): string {
  const [, expected] = /^Invalid \w+: Expected (.+) but received/.exec(message) ?? [];
  if (expected === undefined) return message;
  return expected === "never" ? "is not a member that a seed has" : `where ${expected} belongs`;
}

function isDuration(text: string): boolean {
  try {
    return parseDuration(text) > 0;
  } catch {
    return false;
  }
}
