/** Domains in which AWS has refused to start a Studio Classic app: only so is it known that an account is closed to them (service-facts: The model of Studio). */
export interface ClassicRefusals {
  /** Ids; none if nothing can be read. */
  domains(): Promise<ReadonlySet<string>>;
  /** What cannot be kept is forgotten: it decides wording only. */
  add(domainId: string): Promise<void>;
}
