/** A limit of the account in one Region, as Service Quotas tells it. */
export interface Quota {
  /** `L-1194F27D`. */
  readonly QuotaCode: string;
  /** `Studio KernelGateway Apps running on ml.t3.medium instance`. */
  readonly QuotaName: string;
  readonly Value: number;
  /** Whether it can be raised on request. */
  readonly Adjustable: boolean;
}
