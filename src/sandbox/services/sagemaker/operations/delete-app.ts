import type { AppKey } from "../../../../core/app.ts";
import { resourceInUse, validationException } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { requireApp } from "../find.ts";
import { appRecordKey } from "../keys.ts";
import { begin } from "../lifecycle.ts";

export const deleteApp: Operation<AppKey> = (input, context) => {
  const app = requireApp(context, input);
  const arn = app.AppArn;
  if (app.Status === "Deleted") throw validationException(`App [${arn}] has already been deleted.`);
  if (app.Status === "Failed") throw validationException(`App [${arn}] previously failed and was automatically deleted.`);
  if (app.Status === "Deleting") throw resourceInUse(`App [${arn}] is already being deleted.`);
  const seconds = context.state.settings.transitionSeconds.appStop;
  context.state.sagemaker.apps[appRecordKey(app)] = begin(app, { through: "Deleting", to: "Deleted", seconds }, context);
  return undefined;
};
