/**
 * Domains in which AWS has refused to start a Studio Classic app: this is the only sign that an account cannot use them (service-facts: The
 * model of Studio).
 */
export interface ClassicRefusals {
  /** Domain ids; empty if they cannot be read. */
  domains(): Promise<ReadonlySet<string>>;
  /** A failed write is ignored: the data only affects wording. */
  add(domainId: string): Promise<void>;
}
