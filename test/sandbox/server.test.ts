import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { ListAppsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JupyterHost, SignInRequest } from "../../src/sandbox/ports.ts";
import { type JupyterHostDeps, startSandbox } from "../../src/sandbox/server.ts";
import { sandboxStatus } from "../../src/sandbox/status.ts";
import type { Fault } from "../../src/sandbox/state.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { domainId, errorOf, post, send, smallStudio, start, type Wired, wire } from "./wire.ts";

let studio: Wired;
beforeEach(async () => {
  studio = await wire(smallStudio());
});
afterEach(() => studio.close());

const signedFor = (region: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=a/20250602/${region}/sagemaker/aws4_request, SignedHeaders=host, Signature=0`,
});
const fail = (fault: Fault) => studio.store.update(({ settings }) => void settings.faults.push(fault));

describe("the wire", () => {
  it("carries JSON 1.1, a request id and the time of the sandbox's clock", async () => {
    await studio.store.update((state) => void (state.clockOffsetMs = 3_600_000));
    const { headers, status } = await studio.call("ListDomains");
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-requestid": expect.stringMatching(/^[0-9a-f-]{36}$/),
      date: "Mon, 02 Jun 2025 13:00:00 GMT",
    });
  });

  it("writes times in epoch seconds with a fraction", async () => {
    await studio.store.update(({ sagemaker }) => {
      for (const domain of Object.values(sagemaker.domains)) domain.CreationTime = start + 250;
    });
    expect(await studio.expect("DescribeDomain", { DomainId: domainId })).toMatchObject({ CreationTime: start / 1000 + 0.25 });
  });

  it("spells the text of modelled errors Message, of others message", async () => {
    expect((await studio.call("DescribeDomain", { DomainId: "d-none" })).json).toEqual({
      __type: "ResourceNotFound",
      Message: "Domain [arn:aws:sagemaker:us-east-1:111122223333:domain/d-none] does not exist.",
    });
    expect((await studio.call("DescribeDomain", {})).json).toMatchObject({ __type: "ValidationException", message: expect.any(String) });
  });

  it.each([
    ["an operation it does not serve", "SageMaker.CreateModel"],
    ["another service", "AmazonSQS.ListQueues"],
    ["a name of every object", "SageMaker.constructor"],
    ["no target", ""],
  ])("refuses %s as unknown", async (_, target) => {
    const answer = await post(studio.port, "{}", { "x-amz-target": target });
    expect([answer.status, errorOf(answer)]).toEqual([400, expect.stringMatching(/^UnknownOperationException: /)]);
  });

  it("refuses a body that is not JSON", async () => {
    expect(errorOf(await post(studio.port, "{", { "x-amz-target": "SageMaker.ListApps" }))).toMatch(/^SerializationException: /);
  });

  it("inherited object members are not found as names", async () => {
    expect(errorOf(await studio.call("DescribeImage", { ImageName: "constructor" }))).toMatch(/^ResourceNotFound: /);
  });

  it("answers GetCallerIdentity in XML, as STS clients ask", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const answer = await post(studio.port, "Action=GetCallerIdentity&Version=2011-06-15", form);
    expect(answer.headers["content-type"]).toBe("text/xml");
    expect(answer.text).toMatch(/^<GetCallerIdentityResponse .*<Account>111122223333<\/Account>.*<RequestId>.{36}<\/RequestId>/);
    const refused = await post(studio.port, "Action=AssumeRole", form);
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("<Code>InvalidAction</Code>")]);
  });

  it("the SDK can call the sandbox", async () => {
    const options = { endpoint: studio.endpoint, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } };
    expect(await new SageMakerClient(options).send(new ListAppsCommand({}))).toMatchObject({ Apps: [] });
    expect(await new STSClient(options).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: "111122223333" });
    const refused = new SageMakerClient(options).send(new ListAppsCommand({ MaxResults: 500 }));
    await expect(refused).rejects.toMatchObject({ name: "ValidationException", message: expect.stringContaining("'maxResults'") });
  });
});

describe("Regions", () => {
  it("hold nothing but for us-east-1", async () => {
    const { Domains } = (await studio.call("ListDomains", {}, signedFor("us-east-1"))).json;
    expect(Domains).toHaveLength(1);
    expect((await studio.call("ListDomains", {}, signedFor("eu-west-1"))).json).toEqual({ Domains: [] });
    const refused = await studio.call(
      "CreateImage",
      { ImageName: "a", RoleArn: "arn:aws:iam::111122223333:role/studio" },
      signedFor("eu-west-1"),
    );
    expect(errorOf(refused)).toContain("ValidationException: The sandbox lives in us-east-1");
  });
});

describe("loopback", () => {
  it.each(["127.0.0.1", "localhost:4510", "[::1]:4510", "d-research.localhost"])("answers the host %s", async (host) => {
    expect((await studio.call("ListDomains", {}, { host })).status).toBe(200);
  });

  it.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4510"])("refuses the host %s", async (host) => {
    expect((await studio.call("ListDomains", {}, { host })).status).toBe(403);
  });

  it.each(["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"])(
    "refuses a page of the origin %s, for any request",
    async (origin) => {
      expect((await studio.call("ListDomains", {}, { origin })).status).toBe(403);
      expect((await send(studio.port, "GET", "/2015-02-01/file-systems", { origin })).status).toBe(403);
      expect((await send(studio.port, "GET", "/jupyterlab/default/api/kernels", { origin })).status).toBe(403);
      expect((await send(studio.port, "OPTIONS", "/", { origin })).status).toBe(403);
    },
  );

  it("answers its own pages", async () => {
    expect(
      (await studio.call("ListDomains", {}, { host: `localhost:${studio.port}`, origin: `http://localhost:${studio.port}` })).status,
    ).toBe(200);
  });

  it("reads no body of more than a mebibyte, whether its length is announced or not", async () => {
    const large = "x".repeat(1_024 * 1_024 + 1);
    expect((await post(studio.port, large, { "x-amz-target": "SageMaker.ListDomains" })).status).toBe(413);
    expect((await post(studio.port, large, { "x-amz-target": "SageMaker.ListDomains", "transfer-encoding": "chunked" })).status).toBe(413);
    expect((await studio.call("ListDomains", {})).status).toBe(200);
  });

  it("binds to no other address", () => {
    expect(studio.endpoint).toBe(`http://127.0.0.1:${studio.port}`);
  });

  it("rejects a port that is taken", async () => {
    await expect(startSandbox({ store: memoryStore(), port: studio.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

describe("everything but the control plane", () => {
  it("is a plain 404 without Jupyter servers", async () => {
    const answer = await send(studio.port, "GET", "/", {});
    expect([answer.status, answer.headers["content-type"]]).toEqual([404, "text/plain; charset=utf-8"]);
  });

  it("goes to the Jupyter servers, which presign URLs and ask for the status of apps", async () => {
    const asked: SignInRequest[] = [];
    let deps: JupyterHostDeps | undefined;
    const host: JupyterHost = {
      presign: (origin, request) => {
        asked.push(request);
        return `${origin}/signed`;
      },
      handle: async (request, response) => void response.end(`jupyter ${request.url}`),
    };
    const sandbox = await startSandbox({
      store: memoryStore(smallStudio()),
      realNow: () => start,
      jupyter: (given) => {
        deps = given;
        return host;
      },
    });
    expect((await send(sandbox.port, "GET", "/jupyter/default", {})).text).toBe("jupyter /jupyter/default");
    expect((await send(sandbox.port, "GET", "/2015-02-01/file-systems", {})).json).toMatchObject({
      FileSystems: [{ CreationToken: domainId }],
    });
    const request = { DomainId: domainId, UserProfileName: "ALICE", SpaceName: "notes", ExpiresInSeconds: 5 };
    const answer = await post(sandbox.port, JSON.stringify(request), { "x-amz-target": "SageMaker.CreatePresignedDomainUrl" });
    expect(answer.json).toEqual({ AuthorizedUrl: `${sandbox.endpoint}/signed` });
    expect(asked).toEqual([
      { DomainId: domainId, UserProfileName: "alice", SpaceName: "notes", expiresInSeconds: 5, sessionSeconds: 43_200 },
    ]);
    const app = { DomainId: domainId, UserProfileName: "alice", AppType: "KernelGateway", AppName: "torch" } as const;
    expect(await deps?.appStatus(app)).toBeUndefined();
    await post(sandbox.port, JSON.stringify(app), { "x-amz-target": "SageMaker.CreateApp" });
    expect(await deps?.appStatus(app)).toBe("Pending");
    await sandbox.close();
  });

  it("is not signed in to in a domain of IAM Identity Center, nor for too long or too short", async () => {
    const request = { DomainId: domainId, UserProfileName: "alice" };
    const refusal = (members: object) => studio.call("CreatePresignedDomainUrl", { ...request, ...members }).then(errorOf);
    expect(await refusal({ ExpiresInSeconds: 4 })).toContain("greater than or equal to 5");
    expect(await refusal({ ExpiresInSeconds: 301 })).toContain("less than or equal to 300");
    expect(await refusal({ SessionExpirationDurationInSeconds: 1799 })).toContain("greater than or equal to 1800");
    await studio.store.update(({ sagemaker }) => {
      for (const domain of Object.values(sagemaker.domains)) domain.AuthMode = "SSO";
    });
    expect(await refusal({})).toMatch(/^ValidationException: .*\[SSO\]/);
  });
});

describe("settings", () => {
  it("throttle to a rate, after a burst of one second's worth", async () => {
    await studio.store.update(({ settings }) => void (settings.requestsPerSecond = 2));
    const codes = async (times: number) => {
      const answers: number[] = [];
      for (let time = 0; time < times; time += 1) answers.push((await studio.call("ListApps")).status);
      return answers;
    };
    expect(await codes(3)).toEqual([200, 200, 400]);
    expect(errorOf(await studio.call("ListApps"))).toBe("ThrottlingException: Rate exceeded");
    studio.advance(0.5);
    expect(await codes(2)).toEqual([200, 400]);
    studio.advance(60);
    expect(await codes(3)).toEqual([200, 200, 400]);
  });

  it("add latency to every answer", async () => {
    await studio.store.update(({ settings }) => void (settings.latencyMs = 40));
    const before = performance.now();
    await studio.expect("ListApps");
    expect(performance.now() - before).toBeGreaterThanOrEqual(39);
  });

  it("inject an error into the operations they name, as often as they say", async () => {
    await fail({ operation: "ListApps", error: "InternalFailure", message: "try later", times: 2 });
    const answers = [await studio.call("ListApps"), await studio.call("ListApps"), await studio.call("ListApps")];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 200]);
    expect(answers.slice(0, 1).map(errorOf)).toEqual(["InternalFailure: try later"]);
    expect((await studio.call("ListDomains")).status).toBe(200);
  });

  it("inject an error into requests that hold a text", async () => {
    await fail({ operation: "*", matching: "d-res", error: "AccessDeniedException", status: 403 });
    expect((await studio.call("DescribeDomain", { DomainId: domainId })).status).toBe(403);
    expect((await studio.call("ListDomains")).status).toBe(200);
  });

  it("inject an error once so many requests have passed", async () => {
    await fail({ operation: "ListApps", error: "ExpiredTokenException", after: 2, times: 1 });
    const answers = [
      await studio.call("ListApps"),
      await studio.call("ListApps"),
      await studio.call("ListApps"),
      await studio.call("ListApps"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 200]);
  });

  it("inject an error in one Region alone", async () => {
    await fail({ operation: "ListApps", region: "eu-west-1", error: "UnrecognizedClientException" });
    expect((await studio.call("ListApps", {}, signedFor("eu-west-1"))).status).toBe(400);
    expect((await studio.call("ListApps", {}, signedFor("us-east-1"))).status).toBe(200);
  });

  it("drop connections, cut answers, answer pages", async () => {
    await fail({ operation: "ListApps", error: "reset" });
    await expect(studio.call("ListApps")).rejects.toMatchObject({ code: "ECONNRESET" });
    await fail({ operation: "ListDomains", error: "truncate" });
    const cut = await studio.call("ListDomains");
    expect(cut.status).toBe(200);
    expect(() => cut.json).toThrow(SyntaxError);
    await fail({ operation: "ListSpaces", error: "html", status: 502 });
    expect((await studio.call("ListSpaces")).headers).toMatchObject({ "content-type": "text/html" });
  });

  it("never answer, and closing the sandbox ends the wait", async () => {
    await fail({ operation: "ListApps", error: "hang" });
    const sandbox = await startSandbox({ store: studio.store });
    const socket = connect(sandbox.port, "127.0.0.1");
    const ended = new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (data) => (text += data.toString()));
      socket.on("error", () => undefined).on("close", () => resolve(text));
    });
    socket.write("POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: SageMaker.ListApps\r\ncontent-length: 2\r\n\r\n{}");
    await post(sandbox.port, "{}", { "x-amz-target": "SageMaker.ListDomains" });
    await sandbox.close();
    expect(await ended).toBe("");
  });
});

describe("what the sandbox holds", () => {
  it("is shown as of its clock", async () => {
    await studio.expect("CreateApp", { DomainId: domainId, UserProfileName: "alice", AppType: "KernelGateway", AppName: "torch" });
    expect(await sandboxStatus(studio.store, start)).toMatchObject({
      Clock: new Date(start),
      Domains: [{ DomainId: domainId, DomainName: "research", Status: "InService" }],
      UserProfiles: 1,
      Spaces: 1,
      Apps: { Pending: 1 },
    });
    await studio.store.update((state) => void (state.clockOffsetMs = 6000));
    expect(await sandboxStatus(studio.store, start)).toMatchObject({ ClockOffsetSeconds: 6, Apps: { InService: 1 } });
  });
});
