import type { AppFacts, Inspection, Kernel, ServerActivity, Terminal } from "../../../src/core/idle/facts.ts";
import type { App, Tag } from "../../../src/core/app/app.ts";

export const now = new Date("2026-03-02T12:00:00Z");

/** A moment so many minutes before `now`. */
export const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

export const classicApp: App = {
  DomainId: "d-one",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName: "datascience",
  Status: "InService",
  CreationTime: minutesAgo(600),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
};

export const labApp: App = { ...spaceApp("JupyterLab"), ResourceSpec: { InstanceType: "ml.m5.large" } };
export const editorApp: App = spaceApp("CodeEditor");

export const canvasApp: App = { ...classicApp, AppType: "Canvas", AppName: "default", ResourceSpec: { InstanceType: "system" } };

function spaceApp(AppType: App["AppType"]): App {
  return { DomainId: "d-one", SpaceName: "nlp", AppType, AppName: "default", Status: "InService", CreationTime: minutesAgo(600) };
}

/** A kernel of the classic app, idle and last active so many minutes ago. */
export const kernel = (minutes: number, more: Partial<Kernel> = {}): Kernel => ({
  id: "0a1b2c3d4e5f",
  state: "idle",
  lastActivity: minutesAgo(minutes),
  appName: "datascience",
  path: "analysis.ipynb",
  ...more,
});

export const terminal = (minutes: number, more: Partial<Terminal> = {}): Terminal => ({
  name: "1",
  lastActivity: minutesAgo(minutes),
  ...more,
});

export const inspected = (app: App, tags: readonly Tag[] = []): Inspection => ({
  seen: true,
  detail: { ...app, AppArn: "arn:aws:sagemaker:us-east-1:123456789012:app/x" },
  tags,
});

/** Facts of an app whose server told this, already inspected: tags are known to be none. */
export function facts(app: App, activity: Partial<ServerActivity> = {}, more: Partial<AppFacts> = {}): AppFacts {
  return {
    region: "us-east-1",
    app,
    siblings: [app.AppName, "other"],
    observation: { seen: true, activity: { observedAt: now, kernels: [], terminals: [], ...activity } },
    inspection: inspected(app),
    ...more,
  };
}
