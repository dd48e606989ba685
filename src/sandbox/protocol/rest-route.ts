import { unescape } from "node:querystring";
import { efsModel, type ServiceModel } from "../model/model.ts";

/** The services whose operations are told by method and path: every path begins with their API version (service-facts: Home directories). */
const models: readonly ServiceModel[] = [efsModel];

/** The service, by its version, and the operation that a request names; undefined where its path is no service's. */
export function restRoute(method: string, uri: string): { readonly service: string; readonly operation: string } | undefined {
  const model = models.find(({ apiVersion }) => uri.startsWith(`/${apiVersion}/`));
  if (model === undefined) return undefined;
  const named = Object.entries(model.operations).find(([, { http }]) => http?.method === method && pathLabels(http.uri, uri) !== undefined);
  return { service: model.apiVersion, operation: named?.[0] ?? `${method} ${uri.split("?")[0]}` };
}

/** What stands for the `{labels}` of an operation's path, decoded; undefined where the path is another. */
export function pathLabels(template: string, uri: string): Readonly<Record<string, string>> | undefined {
  const names = template.split("/");
  const [path = ""] = uri.split("?");
  const texts = path.split("/");
  if (texts.length !== names.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [place, text] of texts.entries()) {
    const name = names[place];
    const label = /^\{(.+)\}$/.exec(name ?? "")?.[1];
    if (label === undefined ? text !== name : text === "") return undefined;
    // It leaves what is no escape as it is, where decodeURIComponent throws.
    if (label !== undefined) labels[label] = unescape(text);
  }
  return labels;
}
