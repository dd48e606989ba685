import { createServer, type IncomingMessage, request as send, type Server, type ServerResponse } from "node:http";
import dynalite from "dynalite";

/** A DynamoDB on loopback, and what a test does to it. */
export interface TestDynamoDb {
  readonly url: string;
  /** The names of the calls that arrived, in order. */
  readonly calls: string[];
  /** How far its clock is ahead of this machine's, in milliseconds: it says so in the Date header. */
  aheadMs: number;
  /** What becomes of a call; undefined: it is answered. `lost`: it is carried out, and the connection breaks before the response. */
  fate: (operation: string, body: Readonly<Record<string, unknown>>) => Fate | undefined;
  close(): Promise<void>;
}

export type Fate = "throttled" | "broken" | "lost" | { readonly code: string; readonly message: string };

const target = /^DynamoDB_20120810\.(\w+)$/;

/** dynalite, behind a proxy that answers what it lacks (time to live, backups) and fails where a test wants it to. */
export async function startDynamoDb(): Promise<TestDynamoDb> {
  const inner = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => void inner.listen(0, "127.0.0.1", resolve));
  const port = portOf(inner);
  const expiring = new Map<string, string>();
  const backedUp = new Set<string>();

  /** The calls that dynalite does not know, or answers without having it. */
  const lacking: Readonly<Record<string, (table: string, input: Readonly<Record<string, unknown>>) => object>> = {
    UpdateTimeToLive(table, input) {
      const wanted: { readonly AttributeName?: unknown } = Object(input["TimeToLiveSpecification"]);
      expiring.set(table, String(wanted.AttributeName));
      return { TimeToLiveSpecification: wanted };
    },
    DescribeTimeToLive(table) {
      const AttributeName = expiring.get(table);
      return { TimeToLiveDescription: { TimeToLiveStatus: AttributeName === undefined ? "DISABLED" : "ENABLED", AttributeName } };
    },
    UpdateContinuousBackups(table) {
      backedUp.add(table);
      return { ContinuousBackupsDescription: { ContinuousBackupsStatus: "ENABLED" } };
    },
    DescribeContinuousBackups(table) {
      const PointInTimeRecoveryStatus = backedUp.has(table) ? "ENABLED" : "DISABLED";
      return {
        ContinuousBackupsDescription: { ContinuousBackupsStatus: "ENABLED", PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } },
      };
    },
  };

  const proxy = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve));
  const here: TestDynamoDb = {
    url: `http://127.0.0.1:${portOf(proxy)}`,
    calls: [],
    aheadMs: 0,
    fate: () => undefined,
    async close() {
      proxy.closeAllConnections();
      inner.closeAllConnections();
      await Promise.all([proxy, inner].map((server) => new Promise<void>((resolve) => void server.close(() => resolve()))));
    },
  };
  return here;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const operation = target.exec(String(request.headers["x-amz-target"]))?.[1] ?? "";
    here.calls.push(operation);
    const input: Record<string, unknown> = JSON.parse(body.toString() || "{}");
    const fate = here.fate(operation, input);
    if (fate === "broken") return void request.socket.destroy();
    if (fate === "throttled")
      return reply(
        response,
        400,
        error("ProvisionedThroughputExceededException", "The level of configured provisioned throughput for the table was exceeded."),
      );
    if (fate !== undefined && fate !== "lost") return reply(response, 400, error(fate.code, fate.message));
    const own = lacking[operation]?.(String(input["TableName"]), input);
    if (own !== undefined) return reply(response, 200, own);
    const forwarded = send({ host: "127.0.0.1", port, method: request.method, path: request.url, headers: request.headers }, (answered) => {
      if (fate === "lost") {
        answered.resume();
        answered.on("end", () => request.socket.destroy());
        return;
      }
      response.writeHead(answered.statusCode ?? 500, { ...answered.headers, date: date() });
      answered.pipe(response);
    });
    forwarded.on("error", () => void request.socket.destroy());
    forwarded.end(body);
  }

  function date(): string {
    return new Date(Date.now() + here.aheadMs).toUTCString();
  }

  function reply(response: ServerResponse, status: number, document: object): void {
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0", date: date() });
    response.end(JSON.stringify(document));
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

const error = (code: string, message: string) => ({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message });
