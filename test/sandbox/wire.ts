import { request } from "node:http";
import { emptyState } from "../../src/sandbox/empty-state.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { domainRecord, spaceRecord, userProfileRecord } from "../../src/sandbox/services/sagemaker/records.ts";
import { namedKey } from "../../src/sandbox/services/sagemaker/names.ts";
import type { RepositoryRecord, SandboxState } from "../../src/sandbox/state.ts";
import { memoryStore, type ResettableStore } from "../../src/sandbox/store.ts";

export const start = Date.UTC(2025, 5, 2, 12, 0, 0);
export const domainId = "d-research";

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; an empty body is an empty object. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Wired extends Sandbox {
  readonly store: ResettableStore;
  /** Moves the machine's time. */
  advance(seconds: number): void;
  /** One request on the wire: no SDK, no signature. */
  call(operation: string, members?: object, headers?: Record<string, string>): Promise<WireAnswer>;
  /** As `call`, for a request that has to succeed. */
  expect(operation: string, members?: object): Promise<Readonly<Record<string, unknown>>>;
  /** One request as a form, as EC2 and IAM take them: the fields beside Action and Version. */
  form(
    version: string,
    operation: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ): Promise<WireAnswer>;
  /** One request of REST that only reads, as EFS takes them. */
  get(path: string, headers?: Record<string, string>): Promise<WireAnswer>;
  /** What a list operation lists. */
  list(operation: string, members?: object): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A sandbox on loopback whose time only moves when told to. */
export async function wire(state: SandboxState = emptyState()): Promise<Wired> {
  let now = start;
  const store = memoryStore(state);
  const sandbox = await startSandbox({ store, realNow: () => now });
  const call: Wired["call"] = (operation, members = {}, headers = {}) =>
    post(sandbox.port, JSON.stringify(members), {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `SageMaker.${operation}`,
      ...headers,
    });
  const expectSuccess: Wired["expect"] = async (operation, members) => {
    const answer = await call(operation, members);
    if (answer.status !== 200) throw new Error(`${operation}: ${answer.text}`);
    return answer.json;
  };
  return {
    ...sandbox,
    store,
    advance: (seconds) => void (now += seconds * 1000),
    call,
    expect: expectSuccess,
    form: (Version, Action, fields = {}, headers = {}) =>
      post(sandbox.port, new URLSearchParams({ Action, Version, ...fields }).toString(), {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        ...headers,
      }),
    get: (path, headers = {}) => send(sandbox.port, "GET", path, headers),
    list: async (operation, members) => Object.values(await expectSuccess(operation, members)).find(Array.isArray) ?? [],
  };
}

/** A POST to the root with exactly this body. */
export function post(port: number, body: string, headers: Record<string, string>): Promise<WireAnswer> {
  return send(port, "POST", "/", headers, body);
}

export function send(port: number, method: string, path: string, headers: Record<string, string>, body = ""): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          get json() {
            return JSON.parse(text === "" ? "{}" : text);
          },
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** One domain with user alice and her private JupyterLab space `notes`, all InService for a day. */
export function smallStudio(): SandboxState {
  const state = emptyState();
  const CreationTime = start - 86_400_000;
  state.sagemaker.domains[domainId] = domainRecord({ DomainId: domainId, DomainName: "research", CreationTime });
  const profile = { DomainId: domainId, UserProfileName: "alice", HomeEfsFileSystemUid: "200005", CreationTime };
  state.sagemaker.userProfiles[namedKey(domainId, "alice")] = userProfileRecord(profile);
  state.sagemaker.spaces[namedKey(domainId, "notes")] = spaceRecord({
    DomainId: domainId,
    SpaceName: "notes",
    HomeEfsFileSystemUid: "200010",
    OwnershipSettings: { OwnerUserProfileName: "alice" },
    SpaceSharingSettings: { SharingType: "Private" },
    SpaceSettings: { AppType: "JupyterLab" },
    CreationTime,
  });
  return state;
}

/** A lifecycle config with a script of one line. */
export async function createLifecycleConfig(
  studio: Wired,
  StudioLifecycleConfigName: string,
  StudioLifecycleConfigAppType: string,
): Promise<void> {
  const StudioLifecycleConfigContent = Buffer.from("echo hello\n").toString("base64");
  await studio.expect("CreateStudioLifecycleConfig", {
    StudioLifecycleConfigName,
    StudioLifecycleConfigAppType,
    StudioLifecycleConfigContent,
  });
}

/** A repository whose images have these tags, one each. */
export function repository(...tags: string[]): RepositoryRecord {
  const images = tags.map((tag) => ({ content: tag, tags: [tag], architectures: ["amd64"], sizeMb: 2000, pushedAt: start - 3_600_000 }));
  return { createdAt: start - 86_400_000, images };
}

/** An error as the service tells it, whichever way its message is spelled. */
export function errorOf({ json }: WireAnswer): string {
  return `${String(json["__type"])}: ${String(json["message"] ?? json["Message"])}`;
}
