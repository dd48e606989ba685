import { type ErrorCode, type ErrorDetails, StudioctlError } from "../../core/errors.ts";
import { type CallDescription, type CallSite, sdkError, type SdkError } from "./shape.ts";
import { deniedAction, deniedDetails } from "./denied.ts";

/** The meaning of one kind of refusal. The first matching row counts. */
interface Rule {
  /** Codes of the service; absent: any. */
  readonly codes?: readonly string[];
  /** Operations it is limited to; absent: any. */
  readonly operations?: readonly string[];
  /** A text that the service's message contains. */
  readonly text?: RegExp;
  readonly code: ErrorCode;
  readonly message: (call: CallDescription) => string;
  readonly details?: (error: SdkError, site: CallSite) => ErrorDetails;
}

/** A list of allowed values, too long for one line: instance types are 164. */
const longEnum = /(enum value set: \[[^\]]{60}[^\],]*)[^\]]*\]/g;

const notFound = (call: CallDescription) => `${call.subject} not found`;
const cannot = (because: string) => (call: CallDescription) => `cannot ${call.action} ${call.subject}: ${because}`;

const notHere = "this Region does not offer it";

/** The service's texts and codes (service-facts: Errors). No other ValidationException means "absent". */
const rules: readonly Rule[] = [
  {
    text: /not present in list of custom images/,
    code: "invalid",
    message: cannot("its image is not attached to the domain or to its owner"),
    details: ({ message }) => ({ why: message, fix: "studioctl image attach IMAGE, to the domain, to --user or to --space" }),
  },
  { codes: ["ResourceNotFound"], code: "not-found", message: notFound },
  {
    codes: [
      "NoSuchEntityException",
      // CloudWatch Logs; SageMaker says ResourceNotFound.
      "ResourceNotFoundException",
      "InvalidVpcID.NotFound",
      "InvalidSubnetID.NotFound",
      "InvalidGroup.NotFound",
      "FileSystemNotFound",
      "MountTargetNotFound",
      "AccessPointNotFound",
      "RepositoryNotFoundException",
      "ImageNotFoundException",
    ],
    code: "not-found",
    message: notFound,
    details: ({ message }) => ({ why: message }),
  },
  {
    codes: ["AWSOrganizationsNotInUseException"],
    code: "not-found",
    message: cannot("the account is in no organization"),
    details: ({ message }) => ({ why: message, fix: "name the accounts: --accounts FILE|ID,…" }),
  },
  {
    codes: ["ParentNotFoundException"],
    code: "not-found",
    message: notFound,
    details: ({ message }) => ({ why: message, fix: "aws organizations list-roots, then list-organizational-units-for-parent" }),
  },
  {
    codes: ["AccessDeniedException"],
    operations: ["ListAccounts", "ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListRoots"],
    text: /don't have permissions to access this resource/,
    code: "denied",
    message: (call) => `not allowed to ${call.action} ${call.subject}`,
    details: ({ message }) => ({
      why: `${message.replace(/\.$/, "")}: this account is neither the management account nor a delegated administrator`,
      fix: "use credentials of one of these, or name the accounts: --accounts FILE|ID,…",
    }),
  },
  { codes: ["ValidationException"], text: /RecordNotFound/, code: "not-found", message: notFound },
  {
    codes: ["ValidationException"],
    operations: ["DeleteApp"],
    text: /has already been deleted|previously failed and was automatically deleted/,
    code: "not-found",
    message: (call) => `${call.subject} no longer exists`,
  },
  {
    text: /This AppType has been deprecated/,
    code: "classic-closed",
    message: cannot("this account can no longer start Studio Classic apps"),
    details: () => ({
      why: "AWS has closed Studio Classic: its apps can be stopped and deleted, not created",
      fix: "use a JupyterLab space: studioctl space list, then studioctl app start --space NAME",
    }),
  },
  {
    operations: ["CreateApp"],
    text: /EC2InsufficientCapacityError|temporarily unavailable in supported availability zones/,
    code: "no-capacity",
    message: cannot("there is no capacity for its instance type"),
    details: ({ message }) => ({ why: message, fix: "try again in a few minutes, or name another --instance-type" }),
  },
  {
    text: /Unable to start more Apps of AppType/,
    code: "limit-exceeded",
    message: cannot("four KernelGateway apps share that instance already"),
    details: ({ message }) => ({ why: message, fix: "stop one of them, or name another --instance-type" }),
  },
  {
    codes: ["LimitExceededException"],
    code: "limit-exceeded",
    message: cannot("a quota of the account is reached"),
    details: ({ message }) => ({ why: message }),
  },
  {
    codes: ["EntityAlreadyExistsException"],
    code: "in-use",
    message: cannot("it exists already"),
    details: ({ message }) => ({ why: message }),
  },
  {
    codes: ["ResourceLimitExceeded"],
    operations: ["StartSession"],
    code: "limit-exceeded",
    message: cannot("it has as many connections as it takes"),
    details: ({ message }) => ({ why: message, fix: "close another connection to it first; a space takes 10" }),
  },
  {
    codes: ["ResourceLimitExceeded"],
    code: "limit-exceeded",
    message: cannot("a quota of the account is reached"),
    details: ({ message }, site) => ({ why: message, fix: quotaRequest(message, site) }),
  },
  {
    codes: ["ResourceInUse"],
    text: /storage is not in Available status/,
    code: "not-ready",
    message: cannot("the storage of its space is still changing"),
    details: ({ message }) => ({ why: message, fix: "try again in ten seconds" }),
  },
  // The codes and the text are inferred: no source quotes them. A Pending or Updating resource accepts no second change.
  {
    codes: ["ResourceInUse", "ConflictException", "ValidationException"],
    operations: ["UpdateDomain", "UpdateUserProfile", "UpdateSpace", "UpdateImage"],
    text: /\b(?:Pending|Updating|CREATING|UPDATING)\b/,
    code: "not-ready",
    message: cannot("another change of it is in progress"),
    details: ({ message }) => ({ why: message, fix: "try again when that change is complete" }),
  },
  {
    codes: ["IncorrectMountTargetState", "IncorrectFileSystemLifeCycleState"],
    code: "not-ready",
    message: cannot("it is still changing"),
    details: ({ message }) => ({ why: message, fix: "try again in a minute" }),
  },
  {
    codes: ["ResourceInUse", "ResourceInUseException", "ConflictException"],
    code: "in-use",
    message: cannot("it is in use"),
    details: ({ message }) => ({ why: message }),
  },
  {
    codes: ["ValidationException"],
    text: /^Unable to (update|delete) .*\bInService\b/,
    code: "in-use",
    message: cannot("apps are running in it"),
    details: ({ message }) => ({ why: message, fix: "stop its apps first: studioctl app list, then studioctl app stop" }),
  },
  {
    codes: [
      "ThrottlingException",
      "Throttling",
      "TooManyRequestsException",
      "TooManyRequests",
      "RequestLimitExceeded",
      "ProvisionedThroughputExceededException",
      "SlowDown",
    ],
    code: "throttled",
    message: cannot("the service throttles this account"),
    details: ({ message }) => ({
      why: `${message}, after several attempts`,
      fix: "try again later, or with fewer calls at once: the rate is shared by all users of the account",
    }),
  },
  {
    codes: ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "NotAuthorized"],
    code: "denied",
    message: (call) => `not allowed to ${call.action} ${call.subject}`,
    details: ({ message }) => deniedDetails(message),
  },
  {
    codes: ["OptInRequired", "SubscriptionRequiredException"],
    code: "denied",
    message: cannot("the account does not use this service or Region"),
    details: ({ message }, site) => ({
      why: message,
      fix: `enable ${site.region ?? "the Region"} for the account, or choose another --region`,
    }),
  },
  { codes: ["UnknownOperationException"], code: "not-offered", message: cannot(notHere), details: ({ message }) => ({ why: message }) },
  {
    codes: ["ValidationException"],
    text: /not (supported|available) in (this|the|your)\b.* region/i,
    code: "not-offered",
    message: cannot(notHere),
    details: ({ message }) => ({ why: message, fix: "choose another --region" }),
  },
  {
    codes: [
      "ValidationException",
      "ValidationError",
      "SerializationException",
      "InvalidInputException",
      "InvalidParameterException",
      "MalformedPolicyDocumentException",
      "InvalidParameterValue",
      "InvalidVpcID.Malformed",
      "InvalidSubnetID.Malformed",
      "BadRequest",
    ],
    code: "invalid",
    message: cannot("the service does not accept the request"),
    details: ({ message }) => ({ why: message.replaceAll(longEnum, "$1, …]") }),
  },
];

const internalFailure: Rule = {
  code: "unavailable",
  message: cannot("the service failed"),
  details: ({ message, status }) => ({ why: `${message} (HTTP status ${status ?? "unknown"})`, fix: "try again in a minute" }),
};

const otherRefusal: Rule = {
  code: "failed",
  message: cannot("the service refused"),
  details: ({ name, message }) => ({ why: `${name}: ${message}` }),
};

/** The meaning of an error from the service itself; undefined for any other. */
export function serviceError(error: unknown, call: CallDescription, site: CallSite): StudioctlError | undefined {
  const sent = sdkError(error);
  if (sent.fault === undefined) return undefined;
  const rule = rules.find((rule) => fits(rule, sent, call)) ?? fallback(sent);
  return new StudioctlError(rule.code, rule.message(call), {
    ...rule.details?.(sent, site),
    ...(rule.code === "denied" && { deniedAction: deniedAction(sent.message, call, site) }),
    serviceCode: sent.name,
    requestId: sent.requestId,
    cause: error,
  });
}

function fits(rule: Rule, error: SdkError, call: CallDescription): boolean {
  return (
    rule.codes?.includes(error.name) !== false &&
    rule.operations?.includes(call.operation) !== false &&
    rule.text?.test(error.message) !== false
  );
}

function fallback({ fault, status }: SdkError): Rule {
  return fault === "server" || (status !== undefined && status >= 500) ? internalFailure : otherRefusal;
}

/** How to raise the quota that the text names: `The account-level service limit 'NAME' is 0 Apps, …`. */
function quotaRequest(message: string, { region }: CallSite): string {
  const name = /service limit '([^']+)'/.exec(message)?.[1];
  const quota = name === undefined ? "the quota" : `the quota '${name}'`;
  const host = region === undefined ? "console.aws.amazon.com" : `${region}.console.aws.amazon.com`;
  return `ask for more of ${quota} at https://${host}/servicequotas/home/services/sagemaker/quotas, or free some of it`;
}
