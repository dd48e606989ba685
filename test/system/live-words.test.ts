import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { awsProfiles } from "../../src/system/aws-profiles.ts";
import { liveWordsFile } from "../../src/system/live-words.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
afterAll(() => rmSync(folder, { recursive: true }));
const world = (name: string, more = {}) => ({ HOME: folder, STUDIOCTL_STATE_HOME: join(folder, name), ...more });

describe("words kept for a shell", () => {
  it("stored words are used until they are too old", () => {
    let now = 1_000;
    const file = liveWordsFile<string>(["domain"], world("age"), () => now);
    file.write({ words: ["research"] }, 60_000);
    now = 60_999;
    expect(file.read()?.words).toEqual(["research"]);
    now = 61_000;
    expect(file.read()).toBeUndefined();
  });

  it.each([
    ["another kind", ["user"], {}],
    ["another profile", ["domain"], { AWS_PROFILE: "other" }],
    ["other credentials", ["domain"], { AWS_ACCESS_KEY_ID: "AKIAOTHER" }],
    ["another Region", ["domain"], { AWS_REGION: "eu-west-1" }],
    ["the sandbox", ["domain"], { STUDIOCTL_SANDBOX: "1" }],
  ])("are not those of %s", (_what, scope, env) => {
    liveWordsFile<string>(["domain"], world("place")).write({ words: ["x"] }, 60_000);
    expect(liveWordsFile<string>(scope, world("place", env)).read()).toBeUndefined();
  });

  it("in a damaged file are none", () => {
    const file = liveWordsFile<string>(["domain"], world("damaged"));
    file.write({ words: [] }, 60_000);
    const [name = ""] = readdirSync(join(folder, "damaged", "completion"));
    for (const text of ["{", "null", "[]", '{"until":9e15}']) {
      writeFileSync(join(folder, "damaged", "completion", name), text);
      expect([text, file.read()]).toEqual([text, undefined]);
    }
  });

  it("are readable by their owner alone, and are removed after an hour without a request", () => {
    const completion = join(folder, "old", "completion");
    mkdirSync(completion, { recursive: true });
    writeFileSync(join(completion, "old.json"), "{}");
    utimesSync(join(completion, "old.json"), 1_000, 1_000);
    liveWordsFile<string>(["domain"], world("old"), () => 1_000_000 + 3_600_001).write({ words: [] }, 1);
    const [only = "", ...others] = readdirSync(completion);
    expect([others, only === "old.json", statSync(join(completion, only)).mode & 0o077]).toEqual([[], false, 0]);
  });
});

describe("profiles of the AWS CLI", () => {
  it("are those of both files, by name", () => {
    const [config, credentials] = [join(folder, "config"), join(folder, "credentials")];
    writeFileSync(config, '[default]\nregion=x\n[profile  a]\n[ profile "my team" ]\nkey = [no]\n[sso-session corp]\n[services s]\n');
    writeFileSync(credentials, "[a]\naws_secret_access_key = hidden\n[b]\n");
    expect(awsProfiles({ AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials })).toEqual(["default", "a", "my team", "b"]);
  });

  it("are none where there are no files", () => {
    expect(awsProfiles({ HOME: join(folder, "nobody") })).toEqual([]);
  });
});
