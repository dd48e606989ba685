import { CreatePresignedDomainUrlCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type SignedIn, signIn } from "../signed-in.ts";
import { type OpenedSandbox, openSandbox } from "../../src/sandbox/open.ts";

let folder: string;
let sandbox: OpenedSandbox | undefined;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-open-")));
});
afterEach(async () => {
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

const space = { DomainId: "d-1l8k4piban0c", UserProfileName: "dmitri", SpaceName: "nlp-notebooks" };

const base = "/jupyterlab/default";

/** Opens the sandbox, and signs in to a space of the story with whatever key is asked for. */
async function signedIn(shells: boolean): Promise<SignedIn["request"]> {
  sandbox = await openSandbox({ stateFile: join(folder, "sandbox.json"), ...(shells && { shells: { env: process.env } }) });
  const { endpoint, credentials = { accessKeyId: "any", secretAccessKey: "key" } } = sandbox;
  const client = new SageMakerClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  const { AuthorizedUrl = "" } = await client.send(new CreatePresignedDomainUrlCommand(space));
  const user = await signIn(AuthorizedUrl);
  return (...asked) => user.request(...asked);
}

const file = { type: "file", format: "text", content: "mine" };

it("a sandbox without shells has no files and no terminals, also where the homes exist already", async () => {
  const withShells = await signedIn(true);
  expect((await withShells("PUT", `${base}/api/contents/notes.txt`, { body: file })).status).toBe(201);
  await sandbox?.close();
  const request = await signedIn(false);
  const asked = [
    await request("GET", `${base}/api/contents/`),
    await request("GET", `${base}/api/contents/notes.txt`),
    await request("GET", `${base}/files/notes.txt`),
    await request("PUT", `${base}/api/contents/notes.txt`, { body: { ...file, content: "another's" } }),
    await request("PATCH", `${base}/api/contents/notes.txt`, { body: { path: "taken.txt" } }),
    await request("DELETE", `${base}/api/contents/notes.txt`),
    await request("POST", `${base}/api/terminals`, { body: {} }),
  ];
  expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 405, 405, 405, 404]);
  for (const { body } of asked) expect(body.toString()).not.toContain("mine");
});

it("a sandbox hides its state and its homes from other users of the machine, for any umask", async () => {
  const before = process.umask(0);
  try {
    const request = await signedIn(true);
    await request("PUT", `${base}/api/contents/notes.txt`, { body: file });
  } finally {
    process.umask(before);
  }
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => !name.endsWith("notes.txt"));
  const open = names.filter((name) => (statSync(join(folder, name)).mode & 0o077) !== 0);
  expect([names.length > 4, open]).toEqual([true, []]);
});

it("a sandbox has another key at each start, and keeps it in no file", async () => {
  await signedIn(true);
  const first = sandbox?.credentials;
  await sandbox?.close();
  await signedIn(true);
  const second = sandbox?.credentials;
  expect(second?.secretAccessKey).not.toBe(first?.secretAccessKey);
  expect(second?.accessKeyId).not.toBe(first?.accessKeyId);
  const text = readFileSync(join(folder, "sandbox.json"), "utf8");
  for (const secret of [first?.secretAccessKey, second?.secretAccessKey]) expect(text).not.toContain(secret);
});
