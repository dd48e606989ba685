import { idleUsers, smallDomains } from "./account.ts";
import type { Built } from "./built.ts";
import { runOnce } from "./measure.ts";
import type { Row } from "./row.ts";
import { type Counts, whileServing } from "./served.ts";

const sizes = [10, 100, 1_000];

/** Three apps for each user. */
const appPages = (users: number): number => Math.ceil((3 * users) / 100);
const pages = (items: number): number => Math.ceil(items / 100);

/** SageMaker's quotas, in the sandbox as in an account. */
const quotaPages = 16;

/** A command whose calls are counted in accounts of several sizes. */
interface Counted {
  /** Without what every line has; DOMAIN is the id of the large domain. */
  readonly words: readonly string[];
  /** The fewest calls of the control plane that can do it, without those that wait. */
  readonly fewest: (users: number) => number;
  readonly why: string;
  /** The calls that its waiting takes: one for each poll, of which there are more the longer the service takes. */
  readonly polls?: (counts: Counts, users: number) => number;
}

const app = "DOMAIN/user-7/KernelGateway/kernels";

/** What is read again until it is gone, beside the calls that the command itself needs. */
const lists =
  (own: (users: number) => number) =>
  ({ operations }: Counts, users: number): number =>
    (operations["ListApps"] ?? 0) - own(users);

const commands: readonly Counted[] = [
  { words: ["app", "list", "-d", "DOMAIN"], fewest: appPages, why: "pages of apps" },
  { words: ["app", "list", "-d", "DOMAIN", "-o", "wide"], fewest: appPages, why: "pages of apps" },
  { words: ["app", "list", "-d", "DOMAIN", "--user", "user-7"], fewest: () => 1, why: "the page of one user" },
  { words: ["app", "describe", app], fewest: () => 1, why: "DescribeApp" },
  { words: ["app", "keep", app, "--for", "1h"], fewest: () => 2, why: "DescribeApp, AddTags" },
  { words: ["app", "why", app], fewest: () => 3, why: "DescribeApp, two log streams" },
  { words: ["app", "stop", app, "--yes", "--no-wait"], fewest: () => 2, why: "DescribeApp, DeleteApp" },
  {
    words: ["app", "stop", app, "--yes"],
    fewest: () => 2,
    why: "DescribeApp, DeleteApp, and polls of its owner's page",
    polls: lists(() => 0),
  },
  {
    words: ["profile", "create", "new", "-d", "DOMAIN"],
    fewest: (users) => 2 + pages(users),
    why: "DescribeDomain, pages of profiles, CreateUserProfile, and polls",
    polls: ({ operations }) => operations["DescribeUserProfile"] ?? 0,
  },
  {
    words: ["auto-shutdown", "plan", "-d", "DOMAIN", "--user", "user-0"],
    fewest: () => 9,
    why: "account, name of the user, apps, domain, sign-in, the idle app and its tags, and two kinds of visits",
  },
  {
    words: ["auto-shutdown", "run", "-d", "DOMAIN", "--yes"],
    fewest: (users) => 1 + appPages(users) + 1 + users + 2 + idleUsers * 5,
    why: "account, pages of apps, domain, sign-ins, two kinds of visits, 5 for each of 3 stops, and polls",
    polls: lists((users) => appPages(users) + idleUsers),
  },
  {
    words: ["image", "list", "-d", "DOMAIN"],
    fewest: (users) => 2 + pages(users) * 2 + users * 2,
    why: "ListImages, the domain, pages and settings of users and spaces",
  },
  {
    words: ["cost"],
    fewest: (users) => 1 + (1 + smallDomains) + appPages(users) + pages(users) + 1,
    why: "domains, each of them, pages of apps and spaces, file systems",
  },
  {
    words: ["quota"],
    fewest: (users) => quotaPages + 1 + appPages(users) + pages(users) * 2,
    why: "pages of quotas, domains, pages of apps, users and spaces",
  },
];

/** Calls of the control plane by command and size, beside the fewest possible. */
export async function callRows(built: Built): Promise<Row[]> {
  const rows: Row[] = [];
  for (const command of commands) rows.push(await counted(built, command));
  return rows;
}

async function counted({ launcher }: Built, { words, fewest, why, polls }: Counted): Promise<Row> {
  const measured: number[] = [];
  const waited: number[] = [];
  for (const users of sizes) {
    const counts = await whileServing({ accountUsers: users, latencyMs: 0, requestsPerSecond: 0 }, async (served) => {
      const line = words.map((word) => word.replace("DOMAIN", served.domainId));
      runOnce([process.execPath, launcher, ...line, "--quiet", "--no-input", "--endpoint-url", served.endpoint]);
      return await served.counts();
    });
    const polled = polls?.(counts, users) ?? 0;
    measured.push(counts.controlPlane - polled);
    waited.push(polled);
  }
  const least = sizes.map(fewest);
  return {
    what: `calls of ${words.join(" ").replaceAll("DOMAIN", "d-1")}`,
    measured: `${measured.join(", ")}${polls === undefined ? "" : ` + ${waited.join(", ")} while waiting`}`,
    against: `fewest with ${sizes.join(", ")} users: ${least.join(", ")} (${why})`,
    ratio: (measured.at(-1) ?? Number.NaN) / (least.at(-1) ?? Number.NaN),
    target: 1.1,
  };
}
