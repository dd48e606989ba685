import { StudioctlError } from "../core/errors.ts";
import { isRecord } from "../core/collections.ts";
import { type ChannelMessage, jsonPayload } from "../core/remote/message.ts";

/**
 * The version of AWS's client whose protocol this is: agents decide by it what a client understands (service-facts: Session Manager's
 * data channel).
 */
export const clientVersion = "1.2.650.0";

/** Actions that are answered, and the characters of a name that are sent back: an agent asks for two. */
const mostActions = 20;
const mostCharacters = 40;

/** The client's result of an action that the agent requested. */
const statuses = { success: 1, failed: 2, unsupported: 3 } as const;

interface HandshakeAnswer {
  /** The payload that answers the request. */
  readonly response: object;
  /** Why there is no session, if the request asks for something unsupported. */
  readonly refusal?: StudioctlError;
}

interface Action {
  readonly result: object;
  readonly refusal?: StudioctlError;
}

/** Answers the agent's request to agree on a session. Throws `malformed` where the request cannot be read. */
export function answerHandshake(message: Pick<ChannelMessage, "payload">): HandshakeAnswer {
  const actions = member(jsonPayload(message), "RequestedClientActions");
  const processed = (Array.isArray(actions) ? actions.slice(0, mostActions) : []).map((action) =>
    answerAction(text(member(action, "ActionType")), member(action, "ActionParameters")),
  );
  const refusal = processed.find((each) => each.refusal !== undefined)?.refusal;
  const errors = processed.flatMap(({ result }) => member(result, "Error") || []);
  return {
    response: {
      ClientVersion: clientVersion,
      ProcessedClientActions: processed.map(({ result }) => result),
      Errors: errors,
    },
    ...(refusal !== undefined && { refusal }),
  };
}

function answerAction(type: string, parameters: unknown): Action {
  if (type === "SessionType") return sessionType(parameters);
  const result = {
    ActionType: type,
    ActionStatus: statuses.unsupported,
    ActionResult: statuses.unsupported,
    Error: `Unsupported action ${type}`,
  };
  // Any other is the agent's to judge: it closes the channel where it cannot do without.
  return type === "KMSEncryption" ? { result, refusal: encryptionRefused() } : { result };
}

/** A port session, which is a stream of bytes; several streams in one (a forwarded local port) are another protocol. */
function sessionType(parameters: unknown): Action {
  const type = text(member(parameters, "SessionType"));
  const kind = member(member(parameters, "Properties"), "type");
  if (type === "Port" && kind !== "LocalPortForwarding") {
    return { result: { ActionType: "SessionType", ActionStatus: statuses.success, ActionResult: null, Error: "" } };
  }
  const name = type === "Port" ? "LocalPortForwarding" : type;
  const error = `Unknown session type ${name}`;
  return {
    result: {
      ActionType: "SessionType",
      ActionStatus: statuses.failed,
      ActionResult: null,
      Error: `Failed to process action SessionType: ${error}`,
    },
    refusal: new StudioctlError("failed", "the space offers a session that is not a stream to its ssh server", {
      why: `the session is of type ${name}`,
      fix: "restart the space's app, or set STUDIOCTL_SESSION_PLUGIN to the path of AWS's session-manager-plugin",
    }),
  };
}

/** Why a session that is to be encrypted with a key of KMS, beside the TLS that all have, cannot be opened. */
export function encryptionRefused(): StudioctlError {
  return new StudioctlError("failed", "the session cannot be opened: it has to be encrypted with a KMS key", {
    why: "the Session Manager preferences of the account ask for KMS encryption, which studioctl does not support; the connection itself is encrypted with TLS",
    fix: "ask the account's administrator to turn off KMS encryption: Systems Manager, Session Manager, Preferences",
  });
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function text(value: unknown): string {
  return String(value).slice(0, mostCharacters);
}
