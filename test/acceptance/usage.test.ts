import { describe, expect, it } from "vitest";
import { account, patience } from "./account.ts";

describe.concurrent("a usage error", patience, () => {
  const { run } = account();

  it.each([
    "terminal",
    "terminal nlp-notebooks --nonsense",
    "terminal nlp-notebooks --timeout 5 -- true",
    "--timeout 5 terminal nlp-notebooks -- true",
    "ssh",
    "ssh nlp-notebooks --nonsense",
    "ssh-proxy nlp-notebooks --nonsense",
  ])("studioctl %s ends with 255, since the other exit codes are those of the remote command", async (line) => {
    expect(await run(`studioctl ${line}`)).toMatchObject({
      code: 255,
      stdout: "",
      stderr: expect.stringMatching(/^error: .+\nwhy|^error: .+\nfix: /),
    });
  });

  it.each([
    "cp a nlp-notebooks: --nonsense",
    "clone https://example.com/a.git nlp-notebooks --nonsense",
    "forward nlp-notebooks 6006 --nonsense",
    "forward nlp-notebooks",
    "code nlp-notebooks --nonsense",
    "ssh-config print --nonsense",
    "app list --nonsense",
  ])("studioctl %s ends with 2", async (line) => {
    expect(await run(`studioctl ${line}`)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/^error: .+\nfix: /) });
  });
});
