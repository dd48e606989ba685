import { ServiceError } from "../../protocol/service-error.ts";

/** The policies that AWS manages and that roles of a Studio are given; an account has hundreds more. */
export const managedPolicies = {
  AdministratorAccess: "arn:aws:iam::aws:policy/AdministratorAccess",
  AmazonEC2ContainerRegistryReadOnly: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
  AmazonS3FullAccess: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
  AmazonS3ReadOnlyAccess: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
  AmazonSageMakerCanvasAIServicesAccess: "arn:aws:iam::aws:policy/AmazonSageMakerCanvasAIServicesAccess",
  AmazonSageMakerCanvasDataPrepFullAccess: "arn:aws:iam::aws:policy/AmazonSageMakerCanvasDataPrepFullAccess",
  AmazonSageMakerCanvasFullAccess: "arn:aws:iam::aws:policy/AmazonSageMakerCanvasFullAccess",
  AmazonSageMakerCanvasSMDataScienceAssistantAccess: "arn:aws:iam::aws:policy/AmazonSageMakerCanvasSMDataScienceAssistantAccess",
  AmazonSageMakerFullAccess: "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
  AmazonSageMakerPipelinesIntegrations: "arn:aws:iam::aws:policy/AmazonSageMakerPipelinesIntegrations",
  AmazonSageMakerReadOnly: "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly",
  CloudWatchLogsFullAccess: "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess",
  PowerUserAccess: "arn:aws:iam::aws:policy/PowerUserAccess",
  ReadOnlyAccess: "arn:aws:iam::aws:policy/ReadOnlyAccess",
} as const;

const known: ReadonlySet<string> = new Set(Object.values(managedPolicies));

/** Throws NoSuchEntity for a policy that there is not. */
export function requirePolicy(arn: string): void {
  if (!known.has(arn)) throw new ServiceError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
}

/** Refuses what is no trust policy, in the service's words. Throws MalformedPolicyDocument. */
export function checkTrustPolicy(document: string): void {
  const { Statement } = parsed(document);
  if (Statement === undefined) throw malformed("Syntax errors in policy.");
  for (const statement of Array.isArray(Statement) ? Statement : [Statement]) {
    const { Effect, Principal, NotPrincipal, Action, NotAction, Resource } = object(statement);
    if (Effect !== "Allow" && Effect !== "Deny") throw malformed("Syntax errors in policy.");
    if (Principal === undefined && NotPrincipal === undefined) throw malformed("Missing required field Principal");
    if (Action === undefined && NotAction === undefined) throw malformed("Missing required field Action");
    if (Resource !== undefined) throw malformed("Has prohibited field Resource");
  }
}

function parsed(document: string): Partial<Record<string, unknown>> {
  try {
    return object(JSON.parse(document));
  } catch {
    throw malformed("This policy contains invalid Json");
  }
}

function object(value: unknown): Partial<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return value;
  throw malformed("Syntax errors in policy.");
}

function malformed(message: string): ServiceError {
  return new ServiceError("MalformedPolicyDocument", message);
}
