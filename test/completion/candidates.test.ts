import { expect, it } from "vitest";
import { appCandidates, domainCandidates, targetCandidates, userCandidates } from "../../src/completion/candidates.ts";
import type { App } from "../../src/core/app/app.ts";
import type { DomainSummary } from "../../src/core/domain/domain.ts";

const made = new Date("2026-03-02T12:00:00Z");
const domain = (DomainId: string, DomainName: string): DomainSummary => ({
  DomainId,
  DomainName,
  DomainArn: "arn",
  Status: "InService",
  CreationTime: made,
});
const app = (owner: Partial<App>, AppType: App["AppType"], AppName: string, Status: App["Status"] = "InService"): App => ({
  DomainId: "d-1",
  ...owner,
  AppType,
  AppName,
  Status,
  CreationTime: made,
});

it("a domain is named by its name and its id, and by its id alone where two share a name", () => {
  const candidates = domainCandidates([domain("d-1", "twin"), domain("d-2", "twin"), domain("d-3", "own")]);
  expect(candidates.map(({ forms }) => forms)).toEqual([["d-1"], ["d-2"], ["own", "d-3"]]);
});

it("an app is named by its longest reference, and by the shorter ones where they mean no other", () => {
  const alice = { UserProfileName: "alice" };
  const apps = [
    app(alice, "JupyterServer", "default"),
    app(alice, "KernelGateway", "default"),
    app({ SpaceName: "lab" }, "JupyterLab", "default"),
    app(alice, "KernelGateway", "churn"),
  ];
  expect(appCandidates(apps, true).map(({ forms }) => forms)).toEqual([
    ["d-1/alice/JupyterServer/default", "alice/JupyterServer/default"],
    ["d-1/alice/KernelGateway/default", "alice/KernelGateway/default"],
    ["d-1/space:lab/JupyterLab/default", "space:lab/default", "space:lab/JupyterLab/default"],
    ["d-1/alice/KernelGateway/churn", "alice/churn", "alice/KernelGateway/churn", "churn"],
  ]);
  expect(appCandidates(apps, false).every(({ forms }) => forms.length === 1)).toBe(true);
});

it("a deleted app is offered to nobody, and makes no name ambiguous", () => {
  const apps = [app({ UserProfileName: "alice" }, "KernelGateway", "x"), app({ UserProfileName: "ben" }, "KernelGateway", "x", "Deleted")];
  expect(appCandidates(apps, true).map(({ forms }) => forms.at(-1))).toEqual(["x"]);
});

it("a user of two domains is one word", () => {
  const alice = { UserProfileName: "alice", Status: "InService", CreationTime: made } as const;
  expect(
    userCandidates([
      { DomainId: "d-1", ...alice },
      { DomainId: "d-2", ...alice },
    ]),
  ).toHaveLength(1);
});

it("a target is a space, with or without its prefix, or the user of a JupyterServer app, with what runs", () => {
  const spaces = ["lab", "spare"].map((SpaceName) => ({ DomainId: "d-1", SpaceName, Status: "InService", CreationTime: made }));
  const apps = [
    app({ SpaceName: "lab" }, "JupyterLab", "default"),
    app({ UserProfileName: "alice" }, "JupyterServer", "default"),
    app({ UserProfileName: "alice" }, "KernelGateway", "churn"),
    app({ UserProfileName: "ben" }, "JupyterServer", "default", "Deleted"),
  ];
  expect(targetCandidates(spaces, apps)).toEqual([
    { forms: ["lab", "space:lab"], summary: "InService" },
    { forms: ["spare", "space:spare"], summary: "stopped" },
    { forms: ["alice"], summary: "JupyterServer, InService" },
  ]);
});
