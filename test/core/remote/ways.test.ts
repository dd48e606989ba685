import { expect, it } from "vitest";
import { type RemoteFacts, candidatesOf, needsOnlyStart, noWayIn, reportWays, wayIn, ways } from "../../../src/core/remote/ways.ts";

const lab: RemoteFacts = {
  app: { DomainId: "d-1", SpaceName: "nlp", AppType: "JupyterLab", AppName: "default" },
  status: "InService",
  authMode: "IAM",
  signInAs: ["alice"],
  space: { SpaceName: "nlp", SpaceArn: "arn:space/nlp", remoteAccess: true },
  instanceType: "ml.m5.large",
  spec: { InstanceType: "ml.m5.large" },
};
const editor: RemoteFacts = { ...lab, app: { ...lab.app, AppType: "CodeEditor" } };
const classic: RemoteFacts = {
  app: { DomainId: "d-1", UserProfileName: "alice", AppType: "JupyterServer", AppName: "default" },
  status: "InService",
  authMode: "IAM",
  signInAs: ["alice"],
  instanceType: "system",
  spec: { InstanceType: "system" },
};
const kernel: RemoteFacts = { ...classic, app: { ...classic.app, AppType: "KernelGateway", AppName: "churn" } };
const off: RemoteFacts = { ...lab, space: { SpaceName: "nlp", SpaceArn: "arn:space/nlp", remoteAccess: false } };

const distribution = (SageMakerImageVersionAlias: string) => ({
  SageMakerImageArn: "arn:aws:sagemaker:us-east-1:885854791233:image/sagemaker-distribution-cpu",
  SageMakerImageVersionAlias,
});

const conditions = (facts: RemoteFacts) =>
  Object.fromEntries(reportWays(facts, ways).map(({ way, obstacles }) => [way, obstacles.map(({ condition }) => condition)]));
const mends = (facts: RemoteFacts) => Object.fromEntries(reportWays(facts, ways).map(({ way, mends: commands }) => [way, commands]));

it.each<[what: string, facts: RemoteFacts, jupyter: string[], ssh: string[]]>([
  ["a JupyterLab space with remote access", lab, [], []],
  ["a Code Editor space with remote access", editor, ["app-type"], []],
  ["a JupyterServer app", classic, [], ["app-type"]],
  ["a KernelGateway app", kernel, ["app-type"], ["app-type"]],
  ["a domain of SSO", { ...lab, authMode: "SSO" }, ["auth-mode"], []],
  ["a domain that cannot be read", { ...lab, authMode: undefined }, [], []],
  ["a space without remote access", off, [], ["remote-access"]],
  ["a stopped app", { ...lab, status: "Deleted" }, ["status"], ["status"]],
  ["an app that was never started", { ...lab, status: undefined }, ["status"], ["status"]],
  ["an app that starts", { ...lab, status: "Pending" }, ["status"], ["status"]],
  ["a space that nobody owns", { ...lab, signInAs: [] }, ["owner"], []],
  ["too little memory", { ...lab, instanceType: "ml.t3.medium" }, [], ["memory"]],
  ["an instance type of unknown memory", { ...lab, instanceType: "ml.z9.large" }, [], []],
  ["an old distribution", { ...lab, spec: distribution("2.6.3") }, [], ["image"]],
  ["the first distribution with remote access", { ...lab, spec: distribution("2.7.0") }, [], []],
  ["the newest distribution, whichever it is", { ...lab, spec: distribution("latest") }, [], []],
  ["a custom image", { ...lab, spec: { SageMakerImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/own" } }, [], []],
])("each way shows its failed condition: %s", (_what, facts, jupyter, ssh) => {
  expect(conditions(facts)).toEqual({ jupyter, ssh });
});

it.each(["ml.t3.medium", "ml.c7i.large", "ml.c6i.large", "ml.c6id.large", "ml.c5.large"])(
  "%s is too small for remote access",
  (instanceType) => {
    expect(conditions({ ...lab, instanceType })).toEqual({ jupyter: [], ssh: ["memory"] });
  },
);

it("each condition has the command that fixes it, in the order in which to run them", () => {
  expect(mends({ ...off, status: "Deleted" })).toEqual({
    jupyter: ["studioctl space start nlp -d d-1"],
    ssh: ["studioctl space update nlp --remote-access on -d d-1", "studioctl space start nlp -d d-1"],
  });
  expect(mends({ ...off, instanceType: "ml.c5.large" })["ssh"]).toEqual([
    "studioctl space update nlp --remote-access on --instance-type ml.c5.xlarge -d d-1",
  ]);
  expect(mends({ ...lab, instanceType: "ml.t3.medium", spec: distribution("1.9") })["ssh"]).toEqual([
    "studioctl space restart nlp --instance-type ml.t3.large --image-version latest -d d-1",
  ]);
  expect(mends({ ...lab, instanceType: "ml.t3.medium", status: "Deleted" })["ssh"]).toEqual([
    "studioctl space start nlp --instance-type ml.t3.large -d d-1",
  ]);
  expect(mends({ ...classic, status: undefined })["jupyter"]).toEqual(["studioctl app start --user alice --type JupyterServer -d d-1"]);
});

it("a way that needs only a start is found", () => {
  expect(reportWays({ ...off, status: "Deleted" }, ways).map(needsOnlyStart)).toEqual([true, false]);
  expect(reportWays(lab, ways).map(needsOnlyStart)).toEqual([false, false]);
});

it("each way shows which condition fails and what fixes it", () => {
  const facts: RemoteFacts = { ...off, authMode: "SSO" };
  expect(noWayIn(facts, reportWays(facts, ways))).toMatchObject({
    code: "not-ready",
    message: "cannot connect to space:nlp/JupyterLab",
    why: "jupyter: domain d-1 signs in by SSO, which refuses presigned URLs; ssh: remote access of space nlp is off",
    fix: "ssh: studioctl space update nlp --remote-access on -d d-1",
  });
});

it("the way is not named where only one is possible", () => {
  expect(noWayIn(off, reportWays(off, ["ssh"]))).toMatchObject({
    message: "cannot connect to space:nlp/JupyterLab by ssh",
    why: "remote access of space nlp is off",
    fix: "studioctl space update nlp --remote-access on -d d-1",
  });
});

it("a JupyterServer app, which has no remote access, leads to its terminals", () => {
  expect(noWayIn(classic, reportWays(classic, ["ssh"]))).toMatchObject({
    code: "invalid",
    fix: "its server has terminals: studioctl terminal alice -d d-1",
  });
});

it("a KernelGateway app leads to its image terminals", () => {
  expect(noWayIn(kernel, reportWays(kernel, ways))).toMatchObject({
    code: "invalid",
    fix: expect.stringContaining("studioctl terminal alice --app churn -d d-1"),
  });
});

it("jupyter is preferred unless --via says otherwise, and a way that the verb does not have is refused", () => {
  expect(candidatesOf("auto", ["ssh", "jupyter"])).toEqual(["jupyter", "ssh"]);
  expect(candidatesOf("auto", ["ssh"])).toEqual(["ssh"]);
  expect(candidatesOf("ssh", ["jupyter", "ssh"])).toEqual(["ssh"]);
  expect(() => candidatesOf("jupyter", ["ssh"])).toThrow(expect.objectContaining({ code: "usage", fix: "--via ssh" }));
});

it("each way has the commands that use it", () => {
  expect(wayIn(lab, "jupyter")).toEqual({
    way: "jupyter",
    server: { DomainId: "d-1", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" },
    signInAs: ["alice"],
  });
  expect(wayIn(lab, "ssh")).toEqual({ way: "ssh", DomainId: "d-1", SpaceName: "nlp", SpaceArn: "arn:space/nlp" });
});
