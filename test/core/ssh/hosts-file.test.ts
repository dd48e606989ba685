import fc from "fast-check";
import { expect, it } from "vitest";
import type { SpaceHost } from "../../../src/core/ssh/host.ts";
import { hostEntries, hostId, withHosts, withoutHosts } from "../../../src/core/ssh/hosts-file.ts";

const nlp: SpaceHost = { Region: "us-east-1", DomainId: "d-1", SpaceName: "nlp", sandbox: false };
const route = { proxy: ["/usr/bin/node", "/opt/studioctl.js", "ssh-proxy", "nlp"], shell: "posix", knownHosts: "/state/keys/nlp" } as const;
const wanted = (more: Partial<SpaceHost> = {}) => ({ host: { ...nlp, ...more }, route });
const namesOf = (...hosts: Partial<SpaceHost>[]) => withHosts("", hosts.map(wanted)).hosts.map(({ names }) => names);

it("an entry names the space, the user, its own host keys and the proxy", () => {
  expect(withHosts("", [wanted()]).text).toBe(
    `# Hosts of SageMaker Studio spaces, written by studioctl: studioctl ssh-config install|remove
# studioctl host begin us-east-1/d-1/nlp
Host studio-nlp
  HostName nlp.d-1.us-east-1.studioctl
  HostKeyAlias nlp.d-1.us-east-1.studioctl
  User sagemaker-user
  UserKnownHostsFile /state/keys/nlp
  StrictHostKeyChecking accept-new
  UpdateHostKeys no
  CheckHostIP no
  LogLevel ERROR
  ProxyCommand /usr/bin/node /opt/studioctl.js ssh-proxy nlp
# studioctl host end
`,
  );
});

it("the same hosts again change nothing", () => {
  const first = withHosts("", [wanted(), wanted({ SpaceName: "vision" })]);
  expect(first.hosts.map(({ change }) => change)).toEqual(["added", "added"]);
  const second = withHosts(first.text, [wanted({ SpaceName: "vision" }), wanted()]);
  expect(second.hosts.map(({ change }) => change)).toEqual(["same", "same"]);
  expect(second.text).toBe(first.text);
});

it("a host that is reached in another way is written in its place, under its names", () => {
  const first = withHosts("", [wanted({ DomainId: "d-0" }), wanted(), wanted({ SpaceName: "vision" })]);
  const second = withHosts(first.text, [{ host: nlp, route: { ...route, proxy: ["/new/studioctl", "$&"] } }]);
  expect(second.hosts).toMatchObject([{ change: "changed", names: ["studio-nlp.d-1"] }]);
  expect(hostEntries(second.text).map(({ id }) => id)).toEqual(["us-east-1/d-0/nlp", "us-east-1/d-1/nlp", "us-east-1/d-1/vision"]);
  expect(second.text).toContain("  ProxyCommand /new/studioctl '$&'\n");
});

it("spaces of one name in several domains, Regions and worlds have different host names", () => {
  expect(namesOf({}, { DomainId: "d-2" }, { Region: "eu-west-1" }, { sandbox: true }, { Region: "eu-west-1", sandbox: true })).toEqual([
    ["studio-nlp"],
    ["studio-nlp.d-2"],
    ["studio-nlp.d-1"],
    ["studio-nlp.d-1.us-east-1.sandbox"],
    ["studio-nlp.d-1.eu-west-1.sandbox"],
  ]);
});

it("a space with capitals has a name without, since VS Code writes hosts in lower case; two that differ by case stay apart", () => {
  expect(namesOf({ SpaceName: "NLP" }, { SpaceName: "nlp" }, { SpaceName: "Nlp" }, { SpaceName: "nLP" })).toEqual([
    ["studio-nlp", "studio-NLP"],
    ["studio-nlp.d-1"],
    ["studio-nlp.d-1.us-east-1", "studio-Nlp.d-1.us-east-1"],
    ["studio-nlp.d-1.us-east-1.2", "studio-nLP.d-1.us-east-1.2"],
  ]);
});

it("what others have written into the file stays, in place and byte for byte", () => {
  const own = "Host mine\r\n  User me\r\n";
  const { text } = withHosts(own, [wanted()]);
  expect(text.startsWith(own)).toBe(true);
  expect(withoutHosts(text, new Set([hostId(nlp)]))).toBe(own);
});

it("without its last host, nothing is left of the file", () => {
  const { text } = withHosts("", [wanted(), wanted({ SpaceName: "vision" })]);
  const one = withoutHosts(text, new Set([hostId(nlp)]));
  expect(hostEntries(one ?? "").map(({ id }) => id)).toEqual(["us-east-1/d-1/vision"]);
  expect(withoutHosts(one ?? "", new Set(["us-east-1/d-1/vision"]))).toBeUndefined();
});

const space = fc.stringMatching(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,20}$/);
const anyHost = fc.record({
  Region: fc.constantFrom("us-east-1", "eu-west-1"),
  DomainId: fc.constantFrom("d-1", "d-2"),
  SpaceName: fc.oneof(space, fc.constantFrom("nlp", "NLP", "Nlp")),
  sandbox: fc.boolean(),
});

it("no two spaces share a name, in any case and order, and each keeps its own", () => {
  fc.assert(
    fc.property(fc.array(anyHost, { maxLength: 8 }), (hosts) => {
      const { text, hosts: changed } = withHosts(
        "",
        hosts.map((host) => ({ host, route })),
      );
      const names = new Map(changed.map(({ id, names: own }) => [id, own]));
      const all = [...names.values()].flatMap((own) => [...new Set(own.map((name) => name.toLowerCase()))]);
      expect(new Set(all).size).toBe(all.length);
      expect(new Map(hostEntries(text).map((entry) => [entry.id, entry.names]))).toEqual(names);
    }),
  );
});
