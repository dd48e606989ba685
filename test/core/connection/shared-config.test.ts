import { describe, expect, it } from "vitest";
import { parseSharedFile, profileSetting, profilesOf, sharedConfigFault } from "../../../src/core/connection/shared-config.ts";

const files = (config: string, credentials = "") => ({
  config: { path: "/h/config", ...parseSharedFile(config) },
  credentials: { path: "/h/credentials", ...parseSharedFile(credentials) },
});

describe("a file of the AWS CLI", () => {
  it.each([
    ["an ordinary one", "[default]\nregion = us-east-1\n\n# note\n; note\n[profile dev]\nrole_arn=arn:aws:iam::1:role/x\n"],
    ["one with nested settings", "[profile dev]\ns3 =\n  max_concurrent_requests = 20\n  any words at all\n"],
    [
      "one with sections of SSO and services",
      "[sso-session corp]\nsso_region = eu-west-1\n[services local]\nsagemaker =\n  endpoint_url = http://x\n",
    ],
    ["one with colons, and a note behind a section", "[default] # mine\nregion : eu-west-1\n"],
    ["one of Windows", "[default]\r\nregion = eu-west-1\r\n"],
    ["one with a byte order mark", "\uFEFF[default]\nregion = a\n"],
    ["an empty one", ""],
  ])("is understood: %s", (_what, text) => {
    expect(parseSharedFile(text).fault).toBeUndefined();
  });

  it.each([
    ["a setting without =", "[default]\nregion us-east-1\n", 2, "neither [section], nor name = value, nor a comment"],
    ["a section without its bracket", "[default]\nregion = a\n[profile dev\nregion = b\n", 3, "a section without its closing bracket"],
    ["a setting before any section", "# note\nregion = a\n[default]\n", 2, "a setting before the first [section]"],
    ["a key that was pasted alone", "[default]\nAKIAEXAMPLE\n", 2, "neither [section], nor name = value, nor a comment"],
  ])("is refused with its line: %s", (_what, text, line, why) => {
    const fault = sharedConfigFault(files("[default]\n", text), undefined);
    expect(fault).toMatchObject({
      code: "no-credentials",
      message: `line ${line} of /h/credentials is not valid`,
      why,
      fix: `correct or remove the line: /h/credentials:${line}`,
    });
    expect(JSON.stringify([fault?.message, fault?.why, fault?.fix])).not.toContain("AKIA");
  });

  it("gives a setting of a profile, that of the credentials file before that of the other", () => {
    const { config, credentials } = files(
      "[profile dev]\nca_bundle = /a\nregion = x # note\n[default]\nca_bundle = /b\n",
      "[dev]\nregion = y\n",
    );
    const setting = (profile: string, key: string) => profileSetting(config, credentials, profile, key);
    expect([setting("dev", "ca_bundle"), setting("dev", "region"), setting("default", "ca_bundle"), setting("prod", "region")]).toEqual([
      "/a",
      "y",
      "/b",
      undefined,
    ]);
  });

  it("names profiles, in quotes or not, and none that are something else", () => {
    const { config, credentials } = files('[default]\n[profile "my team"]\n[profile a]\n[sso-session s]\n[preview]\n', "[b]\n[a]\n");
    expect(profilesOf(config, credentials)).toEqual(["default", "my team", "a", "b"]);
  });
});

describe("a profile that is in neither file", () => {
  it("is refused with those that are there", () => {
    expect(sharedConfigFault(files("[profile prod]\n[profile dev-eu]\n[profile dev]\n"), "dve")).toMatchObject({
      message: 'no AWS profile "dve"',
      why: "the profiles are: dev, dev-eu, prod",
      fix: "did you mean --profile dev?",
    });
  });

  it("is refused with ten of many", () => {
    const many = Array.from({ length: 30 }, (_, place) => `[profile account-${place}]\n`).join("");
    expect(sharedConfigFault(files(many), "nothing-like-it")?.why).toMatch(/^the profiles are: (\S+, ){10}and 20 more$/);
  });

  it("is refused with how to make it where there is none at all", () => {
    expect(sharedConfigFault(files(""), "dev")).toMatchObject({
      why: "/h/config and /h/credentials contain no profile",
      fix: "run: aws configure --profile dev",
    });
  });

  it.each([undefined, "default"])("is not the one that nobody named (%s)", (profile) => {
    expect(sharedConfigFault(files("[profile a]\n"), profile)).toBeUndefined();
  });
});
