import type { AppType } from "../service-model.ts";

/** One entry of the list of custom images of a domain, user profile or space (service-facts: Settings and images). Without a number: the latest version. */
export interface CustomImage {
  readonly ImageName: string;
  readonly ImageVersionNumber?: number;
  readonly AppImageConfigName: string;
  readonly [member: string]: unknown;
}

/** A SageMaker image as ListImages tells it. */
export interface ImageSummary {
  readonly ImageName: string;
  readonly ImageArn: string;
  /** CREATING, CREATED, CREATE_FAILED, UPDATING, UPDATE_FAILED, DELETING, DELETE_FAILED (service-facts: States and lifetimes). */
  readonly ImageStatus: string;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
  readonly DisplayName?: string;
  readonly Description?: string;
  readonly FailureReason?: string;
}

export interface Image extends ImageSummary {
  readonly RoleArn?: string;
  readonly [member: string]: unknown;
}

export interface ImageVersionSummary {
  readonly ImageArn: string;
  readonly ImageVersionArn: string;
  readonly Version: number;
  /** CREATING, CREATED, CREATE_FAILED, DELETING, DELETE_FAILED (service-facts: States and lifetimes). */
  readonly ImageVersionStatus: string;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
  readonly FailureReason?: string;
}

export interface ImageVersion extends ImageVersionSummary {
  /** The container as CreateImageVersion was given it, and as the service resolved it: by digest. */
  readonly BaseImage?: string;
  readonly ContainerImage?: string;
  readonly [member: string]: unknown;
}

export interface KernelSpec {
  readonly Name: string;
  readonly DisplayName?: string;
}

/** Of JupyterLab and CodeEditor images: how the container is started (service-facts: Settings and images). */
export interface ContainerConfig {
  readonly ContainerArguments?: readonly string[];
  readonly ContainerEntrypoint?: readonly string[];
  readonly ContainerEnvironmentVariables?: Readonly<Record<string, string>>;
}

/** One of the three configs is there, and says for which type of app it is. */
export interface AppImageConfigMembers {
  readonly KernelGatewayImageConfig?: {
    readonly KernelSpecs: readonly KernelSpec[];
    readonly FileSystemConfig?: { readonly MountPath?: string; readonly DefaultUid?: number; readonly DefaultGid?: number };
  };
  readonly JupyterLabAppImageConfig?: { readonly ContainerConfig?: ContainerConfig; readonly [member: string]: unknown };
  readonly CodeEditorAppImageConfig?: { readonly ContainerConfig?: ContainerConfig; readonly [member: string]: unknown };
}

export interface AppImageConfig extends AppImageConfigMembers {
  readonly AppImageConfigName: string;
  readonly AppImageConfigArn: string;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
}

/** The types of app that take images of one's own, and the settings that list them. */
export const customImageTypes = ["KernelGateway", "JupyterLab", "CodeEditor"] as const satisfies readonly AppType[];
export type CustomImageType = (typeof customImageTypes)[number];
