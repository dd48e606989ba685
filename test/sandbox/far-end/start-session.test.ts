import { DeleteAppCommand, ListAppsCommand, SageMakerClient, StartSessionCommand } from "@aws-sdk/client-sagemaker";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { DescribeFileSystemsCommand, EFSClient } from "@aws-sdk/client-efs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { messageTypes, payloadTypes } from "../../../src/core/remote/message.ts";
import { spaceArn } from "../../../src/sandbox/services/sagemaker/names.ts";
import { domainId, errorOf, post, wire } from "../wire.ts";
import { type Given, PlainClient } from "./plain-client.ts";
import { credentials, notes, serveFarEnd, type ServedFarEnd, withRemoteSpace } from "./served.ts";

let sandbox: ServedFarEnd;
const clients: PlainClient[] = [];
beforeEach(async () => {
  sandbox = await serveFarEnd();
});
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  await sandbox.close();
});

function connect(given: Given, headers: Record<string, string> = {}): PlainClient {
  const client = new PlainClient(given, headers);
  clients.push(client);
  return client;
}

/** The text that the ssh server begins with. */
function greeting(client: PlainClient): Promise<string> {
  return new Promise((resolve, reject) => {
    client.onMessage = ({ payloadType, payload }) => {
      if (payloadType === payloadTypes.output) resolve(Buffer.from(payload).toString());
    };
    client.socket.on("error", reject);
    client.socket.on("close", (code) => reject(new Error(`closed: ${code}`)));
  });
}

function edit(change: (state: Awaited<ReturnType<ServedFarEnd["store"]["read"]>>) => void): Promise<void> {
  return sandbox.store.update(change);
}

/** As another process of the sandbox changes it. */
function setStatus(status: string): Promise<void> {
  return edit(({ sagemaker }) => {
    for (const app of Object.values(sagemaker.apps)) app.Status = status;
  });
}

describe("signatures", () => {
  it("are asked for by every service where shells are given", async () => {
    const options = { endpoint: sandbox.endpoint, region: "us-east-1", maxAttempts: 1 };
    const right = { ...options, credentials };
    await new SageMakerClient(right).send(new ListAppsCommand({}));
    await new STSClient(right).send(new GetCallerIdentityCommand({}));
    const asked = new EFSClient(right).send(new DescribeFileSystemsCommand({ MaxItems: 3, Marker: "a b/c+(d)" }));
    expect(
      await asked.then(
        () => "",
        (error: unknown) => String(error),
      ),
    ).not.toContain("InvalidSignature");
    const wrong = { ...options, credentials: { ...credentials, secretAccessKey: "another" } };
    await expect(new SageMakerClient(wrong).send(new ListAppsCommand({}))).rejects.toMatchObject({ name: "InvalidSignatureException" });
    await expect(new STSClient(wrong).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
    await expect(new EFSClient(wrong).send(new DescribeFileSystemsCommand({}))).rejects.toMatchObject({
      name: "InvalidSignatureException",
    });
    const stranger = { ...options, credentials: { accessKeyId: "AKIA0", secretAccessKey: credentials.secretAccessKey } };
    await expect(new SageMakerClient(stranger).send(new ListAppsCommand({}))).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
  });

  it("are of a request's own body and time", async () => {
    const client = new SageMakerClient({ endpoint: sandbox.endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
    client.middlewareStack.add((next) => (args) => next({ ...args, request: Object.assign(Object(args.request), { body: "[]" }) }), {
      step: "deserialize",
      priority: "low",
    });
    await expect(client.send(new ListAppsCommand({}))).rejects.toMatchObject({ name: "InvalidSignatureException" });
    const late = new SageMakerClient({
      endpoint: sandbox.endpoint,
      region: "us-east-1",
      credentials,
      maxAttempts: 1,
      systemClockOffset: -3_600_000,
    });
    await expect(late.send(new ListAppsCommand({}))).rejects.toMatchObject({ name: "InvalidSignatureException" });
  });

  it("that are missing or wrong use up no injected fault and none of the rate, and change nothing", async () => {
    await edit(({ settings }) => {
      settings.requestsPerSecond = 1;
      settings.faults.push({ operation: "ListApps", error: "ThrottlingException", times: 1 });
    });
    const before = JSON.stringify(await sandbox.store.read());
    for (let i = 0; i < 5; i += 1) {
      const headers = { "X-Amz-Target": "SageMaker.ListApps", "Content-Type": "application/x-amz-json-1.1" };
      const answer = await post(sandbox.port, "{}", headers);
      expect([answer.status, errorOf(answer)]).toEqual([403, expect.stringMatching(/^MissingAuthenticationTokenException/)]);
    }
    expect(JSON.stringify(await sandbox.store.read())).toBe(before);
    await expect(sandbox.client.send(new ListAppsCommand({}))).rejects.toMatchObject({ name: "ThrottlingException", message: /Injected/ });
  });

  it("are not asked for where no shells are given, which gives no session and says how", async () => {
    const studio = await wire(withRemoteSpace());
    const answer = await studio.call("StartSession", { ResourceIdentifier: spaceArn(domainId, "notes") });
    expect(errorOf(answer)).toMatch(/^ValidationException: .*studioctl sandbox serve --shells$/);
    await studio.close();
  });
});

describe("StartSession", () => {
  it("gives a session whose stream begins with the ssh server", async () => {
    const given = await sandbox.startSession();
    expect(given.StreamUrl).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/data-channel\/notes-/);
    expect(given.TokenValue.length).toBeGreaterThan(40);
    expect(await greeting(connect(given))).toMatch(/^SSH-2\.0-OpenSSH/);
  });

  it.each([
    ["a space that is not there", spaceArn(domainId, "none"), "ResourceNotFound"],
    ["a domain", `arn:aws:sagemaker:us-east-1:111122223333:domain/${domainId}`, "ValidationException"],
    ["text that is no ARN", "notes", "ValidationException"],
  ])("refuses %s", async (_, ResourceIdentifier, name) => {
    await expect(sandbox.client.send(new StartSessionCommand({ ResourceIdentifier }))).rejects.toMatchObject({ name });
  });

  it("refuses a space without remote access", async () => {
    await edit(({ sagemaker }) => {
      for (const space of Object.values(sagemaker.spaces)) space.SpaceSettings = { AppType: "JupyterLab" };
    });
    await expect(sandbox.startSession()).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("not enabled"),
    });
  });

  it.each(["Pending", "Deleted", "Failed"])("refuses a space whose app is %s", async (status) => {
    await setStatus(status);
    await expect(sandbox.startSession()).rejects.toMatchObject({ name: "ValidationException", message: expect.stringContaining(status) });
  });

  it("does not find a space that has just started, for as long as a seed says", async () => {
    await edit((state) => {
      state.settings.registrationSeconds = 7_200;
    });
    await expect(sandbox.startSession()).rejects.toMatchObject({ name: "InternalFailure" });
    await edit((state) => {
      state.settings.registrationSeconds = 60;
    });
    expect((await sandbox.startSession()).SessionId).toMatch(/^notes-/);
  });

  it("gives a space ten connections at a time, and another one when one has ended", async () => {
    const first = connect(await sandbox.startSession());
    await greeting(first);
    for (let more = 1; more < 10; more += 1) await sandbox.startSession();
    await expect(sandbox.startSession()).rejects.toMatchObject({ name: "ResourceLimitExceeded" });
    first.terminate();
    await first.closed();
    await expect
      .poll(() =>
        sandbox.startSession().then(
          () => "given",
          () => "refused",
        ),
      )
      .toBe("given");
  });

  it("does not count the sessions of a process that has ended", async () => {
    await edit(({ sagemaker }) => {
      // No process has it: the largest that Linux gives out is 4194304.
      sagemaker.sessions = Object.fromEntries(
        Array.from({ length: 10 }, (_, n) => [`s${n}`, { space: `${domainId}/notes`, pid: 2 ** 30 }]),
      );
    });
    await sandbox.startSession();
    expect(Object.keys((await sandbox.store.read()).sagemaker.sessions ?? {})).toHaveLength(1);
  });
});

describe("the data channel", () => {
  it.each([
    ["another token", (given: Given) => ({ ...given, TokenValue: `${given.TokenValue.slice(0, -1)}-` })],
    ["an empty token", (given: Given) => ({ ...given, TokenValue: "" })],
  ])("closes on %s, and the session stays for who has the right one", async (_, change) => {
    const given = await sandbox.startSession();
    expect(await connect(change(given)).closed()).toBe(1008);
    expect(await greeting(connect(given))).toMatch(/^SSH-/);
  });

  it("a session token is valid for one connection", async () => {
    const given = await sandbox.startSession();
    await greeting(connect(given));
    await expect(greeting(connect(given))).rejects.toThrow("404");
  });

  it.each([
    ["a host of the internet", { host: "evil.example" }],
    ["a page of another origin", { origin: "https://evil.example" }],
    [
      "a wrong signature",
      { authorization: "AWS4-HMAC-SHA256 Credential=AKIA0/20250602/us-east-1/ssmmessages/aws4_request, SignedHeaders=host, Signature=0" },
    ],
  ])("refuses %s", async (_, headers) => {
    await expect(greeting(connect(await sandbox.startSession(), headers))).rejects.toThrow("403");
  });

  it("is not there for a session that nobody started", async () => {
    const StreamUrl = `${sandbox.endpoint.replace("http", "ws")}/v1/data-channel/notes-1?role=publish_subscribe`;
    await expect(greeting(connect({ SessionId: "notes-1", StreamUrl, TokenValue: "x" }))).rejects.toThrow("404");
  });

  it("acknowledges each message, takes them in order, and none twice", async () => {
    const client = connect(await sandbox.startSession());
    await greeting(client);
    // The identification of a client, in pieces out of order and doubled; the handshake response was number 0.
    client.send(payloadTypes.output, Buffer.from("_test\r\n"), 2);
    client.send(payloadTypes.output, Buffer.from("SSH-2.0-a"), 1);
    client.send(payloadTypes.output, Buffer.from("SSH-2.0-a"), 1);
    const numbers = (): unknown[] =>
      client.received
        .filter(({ type }) => type === messageTypes.acknowledge)
        .map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).AcknowledgedMessageSequenceNumber);
    await expect.poll(numbers).toEqual([0, 2, 1, 1]);
    // The server goes on to the key exchange: what it read is one identification.
    await expect.poll(() => client.received.filter(({ payloadType }) => payloadType === payloadTypes.output).length).toBeGreaterThan(1);
  });

  it("a message without an acknowledgement is sent again", async () => {
    const client = connect(await sandbox.startSession());
    client.acknowledges = false;
    await expect
      .poll(() => client.received.filter(({ type, sequenceNumber }) => type === messageTypes.output && sequenceNumber === 0).length, {
        timeout: 20_000,
      })
      .toBeGreaterThan(1);
  });

  it("a session ends with its app and reports it to the client", async () => {
    const client = connect(await sandbox.startSession());
    await greeting(client);
    const closed = client.closed();
    await sandbox.client.send(new DeleteAppCommand(notes));
    await closed;
    expect(client.received.map(({ type }) => type)).toContain(messageTypes.channelClosed);
    await expect.poll(async () => (await sandbox.store.read()).sagemaker.sessions).toEqual({});
  });

  it("ends with the app also where another process of the sandbox deletes it", async () => {
    const client = connect(await sandbox.startSession());
    await greeting(client);
    const closed = client.closed();
    await setStatus("Deleted");
    expect(await closed).toBeGreaterThan(0);
  });
});

it("keeps no secret of a session in the state", async () => {
  const { TokenValue, StreamUrl } = await sandbox.startSession();
  const text = JSON.stringify(await sandbox.store.read());
  for (const secret of [TokenValue, StreamUrl, credentials.secretAccessKey]) expect(text).not.toContain(secret);
});
