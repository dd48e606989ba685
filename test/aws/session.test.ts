import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { STSClient } from "@aws-sdk/client-sts";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { AwsSessions, type SessionPorts } from "../../src/aws/session.ts";
import { systemClock } from "../../src/system/clock.ts";
import { callerIdentity } from "../../src/aws/access.ts";
import { createStudio } from "../../src/aws/studio.ts";
import { collect } from "./collect.ts";

const ports: SessionPorts = { clock: systemClock, signal: new AbortController().signal };
const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

describe("against an HTTP endpoint", () => {
  it("a session reads a response, and the service's clock with it", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();
    const { sessions, studio } = await connect((_request, response) => {
      response.setHeader("date", tomorrow).end('{"Domains":null}');
    });
    expect(sessions.skewMs()).toBe(0);
    expect(await collect(studio.listDomains())).toEqual([]);
    expect(sessions.skewMs()).toBeGreaterThan(86_300_000);
  });

  it.each([200, 400])("a session learns of a clock that is a minute ahead, from a response of %i too", async (status) => {
    const { sessions, studio } = await connect((_request, response) => {
      response.writeHead(status, { date: new Date(Date.now() - 60_000).toUTCString() }).end('{"__type":"ResourceNotFound"}');
    });
    await collect(studio.listDomains()).catch(() => {});
    expect(Math.abs(sessions.skewMs() + 60_000)).toBeLessThan(2_000);
  });

  it("a session takes no time from a response without a date", async () => {
    const { sessions, studio } = await connect((_request, response) => {
      response.sendDate = false;
      response.end("{}");
    });
    await collect(studio.listDomains());
    expect(sessions.skewMs()).toBe(0);
  });

  it.each([
    ["broken JSON", 200, '{"AuthorizedUrl":"https://secret'],
    ["a page", 200, "<html>secret</html>"],
    ["a member of another type", 200, '{"CreationTime":"secret"}'],
    ["a list in place of an object", 200, "[1]"],
  ])("a session refuses %s, and quotes nothing of it", async (_name, status, body) => {
    const { studio } = await connect((_request, response) => response.writeHead(status).end(body));
    const error = await failure(studio.describeApp(app));
    expect(error).toMatchObject({ code: "malformed", message: expect.stringContaining("the response to DescribeApp has no") });
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it.each([
    ["Apps", '{"Apps":"none"}'],
    ["readable item", '{"Apps":[null]}'],
    ["AppType", '{"Apps":[{"DomainId":"d-1","AppType":5}]}'],
  ])("a session refuses a list without %s", async (missing, body) => {
    const { studio } = await connect((_request, response) => response.end(body));
    const error = await failure(collect(studio.listApps({})));
    expect(error).toMatchObject({ code: "malformed", message: `the response to ListApps has no ${missing}` });
  });

  it("a session says so when another server answers at that address", async () => {
    const { studio } = await connect((_request, response) => response.writeHead(404).end("<html>not here</html>"));
    expect(await failure(studio.describeApp(app))).toMatchObject({
      code: "unavailable",
      message: "SageMaker answered DescribeApp with HTTP status 404",
    });
  });

  it("a cut connection is tried four times, not ten", async () => {
    let requests = 0;
    const { studio } = await connect((request) => {
      requests += 1;
      request.socket.destroy();
    });
    expect(await failure(studio.describeApp(app))).toMatchObject({ code: "unavailable" });
    expect(requests).toBe(4);
  });

  it("a response that breaks off counts as a cut connection", async () => {
    let requests = 0;
    const { studio } = await connect((_request, response) => {
      requests += 1;
      response.writeHead(200, { "content-length": 1000 }).write('{"AppArn":');
      setImmediate(() => response.destroy());
    });
    expect(await failure(studio.describeApp(app))).toMatchObject({
      code: "unavailable",
      why: "the connection was cut",
    });
    expect(requests).toBe(4);
  });

  it("a response of many chunks is read, wherever it is split", async () => {
    const { studio } = await connect((_request, response) => {
      const body = Buffer.from('{"Tags":[{"Key":"größe","Value":"×"}]}');
      for (const byte of body) response.write(Buffer.of(byte));
      response.end();
    });
    expect(await studio.listTags("arn:app")).toEqual([{ Key: "größe", Value: "×" }]);
  });

  it("a hanging response ends at once when the signal aborts", async () => {
    const stop = new AbortController();
    const { studio } = await connect((_request, response) => {
      response.writeHead(200, { "content-length": 1000 }).write('{"AppArn":');
      setImmediate(() => stop.abort());
    }, stop.signal);
    expect(await failure(studio.describeApp(app))).toMatchObject({ code: "interrupted" });
  });

  it("a hanging call ends at once when the signal aborts", async () => {
    const stop = new AbortController();
    const { studio } = await connect(() => stop.abort(), stop.signal);
    expect(await failure(studio.describeApp(app))).toMatchObject({ code: "interrupted" });
  });

  it("a session reads the caller identity", async () => {
    const origin = await serve((_request, response) =>
      response.end(
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ana</Arn><Account>111122223333</Account><UserId>U</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>",
      ),
    );
    const sessions = new AwsSessions({ sandbox: origin }, ports);
    opened.push(() => sessions.destroy());
    expect(await callerIdentity(sessions.at("us-east-1"))).toEqual({
      Account: "111122223333",
      Arn: "arn:aws:iam::111122223333:user/ana",
    });
  });
});

describe("Regions", () => {
  it("have one client of each service, whichever adapter asks for it", async () => {
    const sessions = new AwsSessions({ region: "eu-west-1" }, ports);
    const [first, second, other] = [await sessions.in(), await sessions.in("eu-west-1"), await sessions.in("eu-west-2")];
    const strict = second.inFull().endedBy(AbortSignal.abort()).at("eu-west-1");
    expect(first.client(SageMakerClient)).toBe(strict.client(SageMakerClient));
    expect(first.client(STSClient)).toBe(strict.client(STSClient));
    expect(other.client(STSClient)).not.toBe(first.client(STSClient));
    expect([first.region, other.region]).toEqual(["eu-west-1", "eu-west-2"]);
    expect(await other.client(STSClient).config.region()).toBe("eu-west-2");
  });

  it("of a service that has one endpoint for all are not part of its errors", async () => {
    const session = new AwsSessions({}, ports).at("eu-west-1");
    const message = async (service: string) =>
      (await failure(session.call(service)({ operation: "X", action: "read", subject: "x" }, refused))).message;
    expect([await message("EC2"), await message("IAM")]).toEqual(["cannot reach EC2 in eu-west-1", "cannot reach IAM"]);
  });

  it("of an endpoint that is not a URL are refused", async () => {
    await expect(new AwsSessions({ region: "eu-west-1", endpoint: "localhost:4510" }, ports).in()).rejects.toMatchObject({
      code: "usage",
      message: 'endpoint "localhost:4510" is not a URL',
    });
  });

  it("that cannot be one are refused", async () => {
    await expect(new AwsSessions({ region: "eu west" }, ports).in()).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining('"eu west"'),
    });
  });
});

const refused = () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));

const app = { DomainId: "d-1", UserProfileName: "alice", AppType: "KernelGateway", AppName: "x" } as const;

async function connect(listener: RequestListener, signal = ports.signal) {
  const sessions = new AwsSessions({ sandbox: await serve(listener) }, { ...ports, signal });
  opened.push(() => sessions.destroy());
  return { sessions, studio: createStudio(await sessions.in()) };
}

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  opened.push(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error("did not fail"),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}
