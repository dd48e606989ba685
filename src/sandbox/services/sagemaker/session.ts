import type { AppType } from "../../../core/service-model.ts";
import type { Context, Operation } from "../../operation.ts";
import { resourceLimitExceeded, ServiceError, validationException } from "../../protocol/service-error.ts";
import { type AppRecord, type SpaceRecord, startOf } from "../../sagemaker-state.ts";
import { requireSpace } from "./find.ts";
import { appRecordKey, namedKey } from "./names.ts";

/** The most connections of a space at a time (service-facts: Remote access). */
const mostConnections = 10;

/**
 * The conditions are from the developer guide and AWS Toolkit (service-facts: Remote access): remote access on, the app
 * InService and registered, at most ten connections. The texts are inferred.
 */
export const startSession: Operation<{ readonly ResourceIdentifier: string }> = ({ ResourceIdentifier }, context) => {
  const [, domainId, spaceName] = /:space\/([^/]+)\/([^/]+)$/.exec(ResourceIdentifier) ?? [];
  if (domainId === undefined || spaceName === undefined) {
    throw validationException(`ResourceIdentifier [${ResourceIdentifier}] is not the ARN of a Space.`);
  }
  const space = requireSpace(context, domainId, spaceName);
  if (space.SpaceSettings?.RemoteAccess !== "ENABLED") {
    throw validationException(`Remote access is not enabled for Space [${space.SpaceArn}].`);
  }
  const app = requireRunning(context, space);
  if (context.remote === undefined) {
    throw validationException("StartSession gives shells of this machine, which are turned off: studioctl sandbox serve --shells");
  }
  const registeredAt = (app.LastModifiedTime ?? app.CreationTime) + (context.state.settings.registrationSeconds ?? 0) * 1000;
  if (context.now < registeredAt)
    throw new ServiceError("InternalFailure", "The request processing has failed because of an internal failure.");
  const { sessions, origin } = context.remote;
  const key = namedKey(domainId, spaceName);
  const known = Object.entries(context.state.sagemaker.sessions ?? {}).filter(([, session]) => sessions.isOpen(session));
  if (known.filter(([, session]) => session.space === key).length >= mostConnections) {
    throw resourceLimitExceeded(`Space [${space.SpaceArn}] has ${mostConnections} remote connections, which is the limit.`);
  }
  const { pid, ...answer } = sessions.prepare(origin, { domainId, spaceName: space.SpaceName, app: runOf(app) });
  context.state.sagemaker.sessions = { ...Object.fromEntries(known), [answer.SessionId]: { space: key, pid } };
  return answer;
};

function requireRunning({ state }: Context, space: SpaceRecord): AppRecord {
  const AppType: AppType = space.SpaceSettings?.AppType === "CodeEditor" ? "CodeEditor" : "JupyterLab";
  const app = state.sagemaker.apps[appRecordKey({ DomainId: space.DomainId, SpaceName: space.SpaceName, AppType, AppName: "default" })];
  if (app?.Status !== "InService") {
    throw validationException(`Space [${space.SpaceArn}] has no App in InService status: it is ${app?.Status ?? "absent"}.`);
  }
  return app;
}

function runOf(app: AppRecord) {
  return { key: appRecordKey(app), startedAt: startOf(app) };
}
