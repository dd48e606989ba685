import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import type { Fault } from "../../src/sandbox/state.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { account, quickStory } from "./account.ts";

const client = {
  STUDIOCTL_SANDBOX: undefined,
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "not-to-be-seen",
  AWS_REGION: "us-east-1",
};

/** A served sandbox that remembers every token it hands out: in presigned URLs, and in cookies. */
async function indiscreetSandbox(...faults: Fault[]) {
  const secrets = new Set<string>();
  const sandbox = await startSandbox({
    store: memoryStore(seedState({ ...quickStory, settings: { ...quickStory.settings, faults } }, Date.now())),
    jupyter: (deps) => {
      const host = createJupyterHost(deps);
      return {
        presign: (origin, request) => {
          const url = host.presign(origin, request);
          secrets.add(new URL(url).searchParams.get("token") ?? "");
          return url;
        },
        handle: async (request, response) => {
          await host.handle(request, response);
          for (const value of cookiesOf(response)) secrets.add(value);
        },
      };
    },
  });
  return { sandbox, secrets };
}

function cookiesOf(response: ServerResponse): string[] {
  return [response.getHeader("set-cookie") ?? []].flat().map((cookie) => /=([^;]+)/.exec(String(cookie))?.[1] ?? "");
}

it.each(["auto-shutdown plan --debug", "auto-shutdown plan --debug -o json", "auto-shutdown run --yes --debug -o yaml"])(
  "%s shows no presigned URL, token or cookie",
  async (line) => {
    const { sandbox, secrets } = await indiscreetSandbox();
    const { run } = account();
    const { code, stdout, stderr } = await run(`studioctl ${line} --endpoint-url ${sandbox.endpoint}`, {
      env: client,
    });
    await sandbox.close();
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^debug: /m)]);
    expect(stdout).toContain("vision-gpu");
    expect(secrets.size).toBeGreaterThan(10);
    const said = `${stdout}${stderr}`;
    for (const secret of [...secrets, "not-to-be-seen", "/auth?", "token=", "_xsrf="]) {
      expect(secret.length).toBeGreaterThan(4);
      expect(said).not.toContain(secret);
    }
  },
);

it("an answer that is cut in the middle of a presigned URL gives none of it away", async () => {
  const { sandbox, secrets } = await indiscreetSandbox({ operation: "CreatePresignedDomainUrl", error: "truncate" });
  const { run } = account();
  const { code, stdout, stderr } = await run(`studioctl auto-shutdown plan --debug --endpoint-url ${sandbox.endpoint}`, { env: client });
  await sandbox.close();
  expect([code, stdout]).toEqual([0, expect.stringMatching(/alice\/vision-gpu .*unknown/)]);
  expect(secrets.size).toBeGreaterThan(3);
  for (const secret of secrets) expect(`${stdout}${stderr}`).not.toContain(secret.slice(0, 8));
  expect(`${stdout}${stderr}`).not.toContain("/auth?");
});

it("state files contain no secret", async () => {
  const { sandbox, secrets } = await indiscreetSandbox();
  const { run } = account();
  await run(`studioctl auto-shutdown run --yes --endpoint-url ${sandbox.endpoint}`, {
    env: client,
  });
  await sandbox.close();
  const { stdout } = await run("cat state/*.ndjson state/sightings*");
  expect(stdout).toContain("vision-gpu");
  for (const secret of [...secrets, "not-to-be-seen"]) expect(stdout).not.toContain(secret);
});
