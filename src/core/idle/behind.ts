import { type AppKey, appReference } from "../app/app.ts";
import type { Decision } from "./report.ts";

const mostNames = 3;

/**
 * Keeps every server that would stop while an app that is observed through it stays: without the server nothing tells
 * what that app does, and it could never stop as idle (service-facts: The Jupyter server). `behind` gives the running apps behind a server.
 */
export function holdServers(decisions: readonly Decision[], behind: (decision: Decision) => readonly AppKey[]): Decision[] {
  const stopping = new Set(decisions.filter(({ Result }) => Result === "planned").map(keyOf));
  return decisions.map((decision) => {
    if (decision.Result !== "planned") return decision;
    const staying = behind(decision).filter((app) => !stopping.has(keyOf({ ...app, Region: decision.Region })));
    if (staying.length === 0) return decision;
    return heldBy(decision, staying, "stays", "stay");
  });
}

/** The decision on a server that stays for these apps: what they do, in the singular and in the plural. */
export function heldBy(decision: Decision, apps: readonly AppKey[], does: string, they: string): Decision {
  return {
    ...decision,
    Result: "kept",
    Reason: `${decision.Reason}; kept, because only it shows what ${appsText(apps)} ${apps.length === 1 ? `does, which ${does}` : `do, which ${they}`}`,
  };
}

/** `KernelGateway app a`, `KernelGateway apps a, b, c and 2 more`. */
export function appsText(apps: readonly AppKey[]): string {
  const types = [...new Set(apps.map(({ AppType }) => AppType))].join(" and ");
  const names = apps
    .slice(0, mostNames)
    .map(({ AppName }) => AppName)
    .join(", ");
  const more = apps.length > mostNames ? ` and ${apps.length - mostNames} more` : "";
  return `${types} ${apps.length === 1 ? "app" : "apps"} ${names}${more}`;
}

function keyOf(app: AppKey & { readonly Region: string }): string {
  return `${app.Region}/${appReference(app)}`.toLowerCase();
}
