/** The types of app that a lifecycle config can be for (SageMaker API: StudioLifecycleConfigAppType). */
export const lifecycleConfigTypes = ["JupyterServer", "KernelGateway", "JupyterLab", "CodeEditor"] as const;
export type LifecycleConfigType = (typeof lifecycleConfigTypes)[number];

export interface LifecycleConfigSummary {
  readonly StudioLifecycleConfigName: string;
  readonly StudioLifecycleConfigArn: string;
  readonly StudioLifecycleConfigAppType: LifecycleConfigType;
  readonly CreationTime: Date;
  readonly LastModifiedTime?: Date;
}

/** It cannot be changed, only made anew (service-facts: States and lifetimes). */
export interface LifecycleConfig extends LifecycleConfigSummary {
  /** The script in base64. */
  readonly StudioLifecycleConfigContent: string;
}
