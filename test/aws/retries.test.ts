import { afterEach, describe, expect, it } from "vitest";
import { createFileSystems } from "../../src/aws/file-systems.ts";
import { createLogs } from "../../src/aws/logs.ts";
import { limitRetries } from "../../src/aws/retries.ts";
import { createRoles } from "../../src/aws/roles.ts";
import { createStudio } from "../../src/aws/studio.ts";
import { paged } from "../../src/aws/studio/paging.ts";
import { collect } from "../../src/core/collections.ts";
import { fakeClock } from "../fakes/clock.ts";
import { type Loopback, serveOnLoopback } from "../loopback.ts";
import { sessionIn } from "./session.ts";

it("a call that fails without throttling is retried three times", async () => {
  const retry = await limited();
  await expect(retry("TRANSIENT", "TRANSIENT", "TRANSIENT")).resolves.toBeUndefined();
  await expect(retry("TRANSIENT", "TRANSIENT", "TRANSIENT", "TRANSIENT")).rejects.toThrow("no more retries");
  await expect(retry("CLIENT_ERROR", "TRANSIENT", "SERVER_ERROR", "TRANSIENT")).rejects.toThrow("no more retries");
});

const throttled = (count: number) => Array.from({ length: count }, () => "THROTTLING" as const);

it("a throttled call has ten attempts, and as many as there is time for in half a minute; other failures do not count", async () => {
  const retry = await limited();
  await expect(retry(...throttled(9))).resolves.toBeUndefined();
  await expect(retry(...throttled(30))).rejects.toThrow("no more retries");
  await expect(retry("TRANSIENT", "THROTTLING", "TRANSIENT", "THROTTLING", "TRANSIENT")).resolves.toBeUndefined();
});

it("all calls of a client share one strategy", async () => {
  const client = fakeClient();
  limitRetries(client, fakeClock());
  expect(await client.config.retryStrategy()).toBe(await client.config.retryStrategy());
});

type ErrorType = "THROTTLING" | "TRANSIENT" | "SERVER_ERROR" | "CLIENT_ERROR";

/** Retries one call through these errors in a row, each attempt with the token of the one before. */
async function limited() {
  const client = fakeClient();
  limitRetries(client, fakeClock());
  const strategy = await client.config.retryStrategy();
  return async (...errors: ErrorType[]) => {
    let token = await strategy.acquireInitialRetryToken("");
    for (const errorType of errors) token = await strategy.refreshRetryTokenForRetry(token, { errorType });
  };
}

function token() {
  return { getRetryCount: () => 0, getRetryDelay: () => 0 };
}

/** A client whose own strategy allows everything, with a new token for each attempt as the SDK's has. */
function fakeClient() {
  const strategy = {
    acquireInitialRetryToken: async (_scope: string) => token(),
    refreshRetryTokenForRetry: async (_token: object, _error: { errorType: ErrorType }) => token(),
    recordSuccess: () => {},
  };
  return { config: { retryStrategy: async () => strategy, maxAttempts: async () => 10 } };
}

const opened: Loopback[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

/** An endpoint that gives these answers one after another, the last for ever, and counts. */
async function endpoint(...answers: string[]) {
  const asked: string[] = [];
  const served = await serveOnLoopback((request, response) => {
    asked.push(String(request.headers["x-amz-target"] ?? request.url));
    response.end(answers.length > 1 ? answers.shift() : answers[0]);
  });
  opened.push(served);
  const leftOut: string[] = [];
  const session = sessionIn("us-east-1", { sandbox: served.origin }, { leftOut: ({ message }) => leftOut.push(message) });
  return { asked, leftOut, session };
}

async function studioOf(...answers: string[]) {
  const { session, ...rest } = await endpoint(...answers);
  return { ...rest, studio: createStudio(session) };
}

const app = (more: object) => ({
  DomainId: "d-1",
  UserProfileName: "ana",
  AppType: "KernelGateway",
  AppName: "a",
  Status: "InService",
  CreationTime: 1_700_000_000,
  ...more,
});
const good = app({ AppName: "good" });

const role = (name: string, date: string) =>
  `<member><RoleName>${name}</RoleName><Arn>arn:aws:iam::1:role/${name}</Arn><Path>/</Path><RoleId>x</RoleId><CreateDate>${date}</CreateDate><AssumeRolePolicyDocument>sagemaker.amazonaws.com</AssumeRolePolicyDocument></member>`;

/** A list whose pages lead on by these tokens, again and again. */
const tokens = (...pages: string[]) => {
  let asked = 0;
  const list = paged(
    {},
    "ListThings",
    async () => ({ items: [asked], NextToken: pages[asked++ % pages.length] ?? "" }),
    (item) => item,
  );
  return { list, asked: () => asked };
};

describe("one item of a list that cannot be read", () => {
  it.each([
    ["without a name", app({ AppName: undefined }), "has no AppName"],
    ["with a date that is no date", app({ CreationTime: "yesterday" }), "has no CreationTime"],
    ["with a date out of range", app({ CreationTime: 1e20 }), "has no CreationTime"],
    ["with a number for a name", app({ AppName: 5 }), "has no AppName"],
    ["with two owners", app({ SpaceName: "lab" }), "single owner"],
    ["with no owner that is a text", app({ UserProfileName: ["ana"] }), "single owner"],
    ["that is null", null, "readable item"],
    ["that is a text", "app", "readable item"],
    ["that is a list", [], "has no DomainId"],
  ])("%s is left out and reported, and the rest of the list is used", async (_what, item, why) => {
    const { studio, leftOut } = await studioOf(JSON.stringify({ Apps: [item, good] }));
    expect((await collect(studio.listApps({}))).map(({ AppName }) => AppName)).toEqual(["good"]);
    expect(leftOut).toEqual([expect.stringContaining("cannot be read and is left out")]);
    expect(leftOut[0]).toContain(why);
  });

  it("is named as far as it can be read", async () => {
    const { studio, leftOut } = await studioOf(JSON.stringify({ Apps: [app({ Status: 5 })] }));
    await collect(studio.listApps({}));
    expect(leftOut[0]).toContain("(DomainId d-1, UserProfileName ana, AppType KernelGateway, AppName a)");
  });

  it("is ignored for a member that nothing needs: it is left out of the item", async () => {
    const { studio, leftOut } = await studioOf(
      JSON.stringify({ Apps: [app({ ResourceSpec: "ml.t3.medium", LastUserActivityTimestamp: "soon" })] }),
    );
    expect(await collect(studio.listApps({}))).toEqual([
      { ...app({}), CreationTime: new Date(1_700_000_000_000), ResourceSpec: undefined, LastUserActivityTimestamp: undefined },
    ]);
    expect(leftOut).toEqual([]);
  });

  it.each([
    ["domains", "Domains", "listDomains", { DomainId: "d-1", DomainName: "lab", DomainArn: "arn", Status: "InService", CreationTime: 1 }],
    [
      "user profiles",
      "UserProfiles",
      "listUserProfiles",
      { DomainId: "d-1", UserProfileName: "ana", Status: "InService", CreationTime: 1 },
    ],
    ["spaces", "Spaces", "listSpaces", { DomainId: "d-1", SpaceName: "lab", Status: "InService", CreationTime: 1 }],
  ] as const)("leaves the other %s", async (_what, member, list, item) => {
    const { studio, leftOut } = await studioOf(JSON.stringify({ [member]: [null, { ...item, CreationTime: "x" }, item] }));
    expect(await collect<unknown>(studio[list]({}))).toEqual([{ ...item, CreationTime: new Date(1_000) }]);
    expect(leftOut).toHaveLength(2);
  });

  it("leaves the other file systems, over REST too", async () => {
    const system = {
      FileSystemId: "fs-1",
      LifeCycleState: "available",
      CreationTime: 1,
      SizeInBytes: { Value: 1 },
      NumberOfMountTargets: 0,
      Tags: [],
    };
    const { session, leftOut } = await endpoint(
      JSON.stringify({
        FileSystems: [{ ...system, CreationTime: "x" }, system, { ...system, SizeInBytes: {} }, { ...system, Tags: [null] }],
      }),
    );
    const systems = createFileSystems(session);
    expect((await collect(systems.listFileSystems())).map(({ FileSystemId }) => FileSystemId)).toEqual(["fs-1"]);
    expect(leftOut).toHaveLength(3);
  });

  it("leaves the other roles, in XML too", async () => {
    const bare = "<member><RoleName>bare</RoleName></member>";
    const roles = `<ListRolesResponse><ListRolesResult><IsTruncated>false</IsTruncated><Roles>${role("a", "no date")}${bare}${role("b", "2026-01-01T00:00:00Z")}</Roles></ListRolesResult></ListRolesResponse>`;
    const { session, leftOut } = await endpoint(roles);
    const names: string[] = [];
    for await (const { RoleName } of createRoles(session).listStudioRoles()) names.push(RoleName);
    expect([names, leftOut]).toEqual([[], [expect.stringContaining("(RoleName bare)")]]);
  });

  it("leaves the other lines of a log", async () => {
    const { session, leftOut } = await endpoint(
      JSON.stringify({ events: [null, { timestamp: 1 }, { timestamp: "x", message: "no time" }, { timestamp: 1, message: "good" }] }),
    );
    const logs = createLogs(session);
    expect((await logs.tail("/g", "s", 5)).map(({ message }) => message)).toEqual(["good"]);
    expect(leftOut).toHaveLength(3);
  });

  it("fails a list of tags: an unknown tag could keep its app", async () => {
    const { studio, leftOut } = await studioOf(
      JSON.stringify({
        Tags: [
          { Key: "a", Value: "b" },
          { Key: "studioctl:keep", Value: 5 },
        ],
      }),
    );
    await expect(studio.listTags("arn")).rejects.toMatchObject({ code: "malformed" });
    expect(leftOut).toEqual([]);
  });

  it("differs from a list that is malformed as a whole, which fails", async () => {
    const { studio } = await studioOf('{"Apps":"none"}');
    await expect(collect(studio.listApps({}))).rejects.toMatchObject({
      code: "malformed",
      message: "the response to ListApps has no Apps",
    });
  });
});

describe("pages", () => {
  it.each([
    ["A, A", ["A", "A"], 2],
    ["A, B, A", ["A", "B", "A"], 3],
    ["A, B, C, B", ["A", "B", "C", "B"], 4],
  ] as const)("that lead back (%s) end the list with an error, before anything is read twice", async (_what, pages, calls) => {
    const { list, asked } = tokens(...pages);
    await expect(collect(list)).rejects.toMatchObject({ code: "malformed", message: "the response to ListThings has no new NextToken" });
    expect(asked()).toBe(calls);
  });

  it("without end, each with a new token, end after ten thousand", async () => {
    let asked = 0;
    const list = paged(
      {},
      "ListThings",
      async () => ({ items: [], NextToken: String(asked++) }),
      (item) => item,
    );
    await expect(collect(list)).rejects.toMatchObject({
      code: "malformed",
      message: "the response to ListThings has no end within 10000 pages",
    });
    expect(asked).toBe(10_000);
  });

  it("end with an empty token, as with none", async () => {
    const { list } = tokens("A", "");
    expect(await collect(list)).toEqual([0, 1]);
  });
});

describe("an answer that cannot be read", () => {
  it.each(['{"Apps":[', "<html>a proxy's page</html>"])("to a read is asked for again: %s", async (broken) => {
    const { studio, asked } = await studioOf(broken, JSON.stringify({ Apps: [good] }));
    expect(await collect(studio.listApps({}))).toHaveLength(1);
    expect(asked).toHaveLength(2);
  });

  it("to a read that stays so is malformed after four attempts", async () => {
    const { studio, asked } = await studioOf("{");
    await expect(studio.describeDomain("d-1")).rejects.toMatchObject({ code: "malformed" });
    expect(asked).toHaveLength(4);
  });

  it.each(["addTags", "deleteApp", "createPresignedDomainUrl"] as const)("to %s is not: it may have been done", async (method) => {
    const { studio, asked } = await studioOf("{");
    const calls = {
      addTags: () => studio.addTags("arn", []),
      deleteApp: () => studio.deleteApp({ DomainId: "d-1", UserProfileName: "ana", AppType: "KernelGateway", AppName: "a" }),
      createPresignedDomainUrl: () => studio.createPresignedDomainUrl({ DomainId: "d-1", UserProfileName: "ana" }),
    };
    await calls[method]().catch(() => {});
    expect(asked).toHaveLength(1);
  });
});
