import type { Tag } from "../app/app.ts";
import { checkInstanceForType, checkInstanceType } from "../app/rules.ts";
import type { NewDomain, UserSettings } from "./domain.ts";
import { usageError } from "../errors.ts";
import { patterns } from "../service-model.ts";

/** The service's names for `public` and `vpc-only`. */
export const networks = { public: "PublicInternetOnly", "vpc-only": "VpcOnly" } as const;
export type NetworkMode = keyof typeof networks;
export const networkModes = ["public", "vpc-only"] as const satisfies readonly NetworkMode[];

/** The settings of a domain that a request can set, on creation and later. */
export interface DomainSettingsRequest {
  /** An ARN. */
  readonly executionRole?: string | undefined;
  readonly network?: NetworkMode | undefined;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** The default for KernelGateway, JupyterLab and CodeEditor apps. */
  readonly defaultInstanceType?: string | undefined;
  readonly tags: readonly Tag[];
}

/** A request for a new domain. */
export interface NewDomainRequest extends DomainSettingsRequest {
  readonly name: string;
  readonly authMode: "IAM" | "SSO";
  readonly vpc: string;
  readonly executionRole: string;
  readonly kmsKey?: string | undefined;
  /** The bucket for output of shared notebooks; absent: output is not shared. */
  readonly sharingBucket?: string | undefined;
  readonly sharingKmsKey?: string | undefined;
}

/**
 * The input of CreateDomain for a request. Shared spaces get the same role: without one they cannot be made (SageMaker API:
 * DefaultSpaceSettings).
 */
export function newDomain(request: NewDomainRequest): NewDomain {
  const { sharingBucket: S3OutputPath, sharingKmsKey: S3KmsKeyId, kmsKey: KmsKeyId } = request;
  const sharing = S3OutputPath !== undefined && {
    SharingSettings: { NotebookOutputOption: "Allowed", S3OutputPath, ...(S3KmsKeyId !== undefined && { S3KmsKeyId }) },
  };
  return {
    DomainName: request.name,
    AuthMode: request.authMode,
    VpcId: request.vpc,
    SubnetIds: request.subnets,
    AppNetworkAccessType: networks[request.network ?? "public"],
    ...(KmsKeyId !== undefined && { KmsKeyId }),
    DefaultUserSettings: { ...requestedSettings(request), ...sharing },
    DefaultSpaceSettings: { ExecutionRole: request.executionRole },
    ...(request.tags.length > 0 && { Tags: request.tags }),
  };
}

/** The settings of a user, or of all users of a domain, that a request can set. */
type UserSettingsRequest = Pick<DomainSettingsRequest, "executionRole" | "defaultInstanceType"> &
  Partial<Pick<DomainSettingsRequest, "securityGroups">>;

/** Only the user settings that a request contains. */
export function requestedSettings({ executionRole, securityGroups = [], defaultInstanceType }: UserSettingsRequest): UserSettings {
  const onInstance = { DefaultResourceSpec: { InstanceType: defaultInstanceType ?? "" } };
  return {
    ...(executionRole !== undefined && { ExecutionRole: executionRole }),
    ...(securityGroups.length > 0 && { SecurityGroups: securityGroups }),
    ...(defaultInstanceType !== undefined && {
      KernelGatewayAppSettings: onInstance,
      JupyterLabAppSettings: onInstance,
      CodeEditorAppSettings: onInstance,
    }),
  };
}

const forms = {
  DomainName: "letters, digits and inner hyphens, at most 63",
  RoleArn: "arn:aws:iam::ACCOUNT:role/NAME",
  VpcId: "an id such as vpc-0a1b2c3d4e5f67890",
  SubnetId: "ids such as subnet-0a1b2c3d4e5f67890",
  SecurityGroupId: "ids such as sg-0a1b2c3d4e5f67890",
  KmsKeyId: "the id, ARN or alias of a KMS key",
  S3Uri: "s3://BUCKET or s3://BUCKET/PREFIX",
} as const satisfies Partial<Record<keyof typeof patterns, string>>;

/** Throws a usage error that shows the right form if a text does not have the service's form. */
export function checkForm(form: keyof typeof forms): (text: string, flag: string) => void {
  return (text, flag) => {
    if (!patterns[form].test(text)) throw usageError(`${flag} does not take "${text}"`, { fix: forms[form] });
  };
}

/** An instance type that apps of users can run on: a type the service knows, except the one for JupyterServer. */
export function checkDefaultInstanceType(text: string, flag: string): void {
  checkInstanceType(text, flag);
  checkInstanceForType("KernelGateway", text);
}
