import type { App } from "../../src/core/app/app.ts";
import type { SpaceSummary } from "../../src/core/domain/domain.ts";
import type { Inventory } from "../../src/core/teardown/tree.ts";

const created = new Date("2026-03-01T00:00:00Z");
const common = { DomainId: "d-1", Status: "InService", CreationTime: created } as const;

/** Domain d-1 with users, spaces as `name: owner` (no owner: of nobody), and apps as `owner/name`, or `space:name/name`. */
export function inventory({
  users = [],
  spaces = {},
  apps = [],
  statuses = {},
}: {
  readonly users?: readonly string[];
  readonly spaces?: Readonly<Record<string, string | undefined>>;
  readonly apps?: readonly string[];
  /** Of apps, by what names them above; InService otherwise. */
  readonly statuses?: Readonly<Record<string, App["Status"]>>;
} = {}): Inventory {
  return {
    domains: [{ ...common, DomainName: "research", DomainArn: "arn:aws:sagemaker:us-east-1:123456789012:domain/d-1" }],
    profiles: users.map((UserProfileName) => ({ ...common, UserProfileName })),
    spaces: Object.entries(spaces).map(([SpaceName, owner]): SpaceSummary => ({
      ...common,
      SpaceName,
      ...(owner !== undefined && { OwnershipSettingsSummary: { OwnerUserProfileName: owner } }),
    })),
    apps: apps.map((text): App => {
      const [owner = "", AppName = ""] = text.split("/");
      const space = /^space:(.+)$/.exec(owner)?.[1];
      const Status = statuses[text] ?? common.Status;
      return {
        ...common,
        Status,
        ...(space === undefined ? { UserProfileName: owner, AppType: "KernelGateway" } : { SpaceName: space, AppType: "JupyterLab" }),
        AppName,
      };
    }),
  };
}
