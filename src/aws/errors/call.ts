/** Which call failed, for messages: `cannot describe app d-1/alice/KernelGateway/x`. */
export interface CallDescription {
  /** The service's name of the call: `DescribeApp`. */
  readonly operation: string;
  /** What it does, as a verb: `describe`. */
  readonly action: string;
  /** What it does it to: `app d-1/alice/KernelGateway/x`. */
  readonly subject: string;
}

/** Where calls go and as whom. */
export interface CallSite {
  readonly service: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
}
