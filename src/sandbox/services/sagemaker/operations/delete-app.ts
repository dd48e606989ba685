import { type AppKey, ownerOf } from "../../../../core/app/app.ts";
import { resourceInUse, validationException } from "../../../protocol/service-error.ts";
import type { JupyterState } from "../../../jupyter-state.ts";
import type { AppRecord } from "../../../sagemaker-state.ts";
import type { Operation } from "../context.ts";
import { requireApp } from "../find.ts";
import { appRecordKey, ownerKey } from "../keys.ts";
import { begin } from "../lifecycle.ts";

export const deleteApp: Operation<AppKey> = (input, context) => {
  const app = requireApp(context, input);
  const arn = app.AppArn;
  if (app.Status === "Deleted") throw validationException(`App [${arn}] has already been deleted.`);
  if (app.Status === "Failed") throw validationException(`App [${arn}] previously failed and was automatically deleted.`);
  if (app.Status === "Deleting") throw resourceInUse(`App [${arn}] is already being deleted.`);
  const seconds = context.state.settings.transitionSeconds.appStop;
  context.state.sagemaker.apps[appRecordKey(app)] = begin(app, { through: "Deleting", to: "Deleted", seconds }, context);
  forgetWork(context.state.jupyter, app);
  return undefined;
};

const serverTypes: ReadonlySet<string> = new Set(["JupyterServer", "JupyterLab", "CodeEditor"]);

/** What ran in the app ends with it: an app created later under the same name begins empty. */
function forgetWork({ servers }: JupyterState, app: AppRecord): void {
  const server = servers[ownerKey(app.DomainId, ownerOf(app))];
  if (server === undefined) return;
  if (app.AppType === "KernelGateway") {
    server.kernels = server.kernels.filter(({ appName }) => appName !== app.AppName);
  } else if (serverTypes.has(app.AppType)) {
    // Kernels of KernelGateway apps outlive the server that shows them.
    server.kernels = server.kernels.filter(({ appName }) => appName !== undefined);
    server.terminals = [];
    if (server.activityMonitor !== undefined) server.activityMonitor = "empty";
  }
}
