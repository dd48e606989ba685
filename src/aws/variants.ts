import { StudioctlError } from "../core/errors.ts";

/** The part of any service's client that this uses. */
interface Variable {
  readonly config: { readonly useFipsEndpoint: () => Promise<boolean>; readonly region: () => Promise<string> };
  readonly middlewareStack: { add(middleware: Refusing, options: { readonly step: "initialize"; readonly name: string }): void };
}
type Refusing = <Given extends object, Output>(next: (given: Given) => Promise<Output>) => (given: Given) => Promise<Output>;

/**
 * Rejects calls to a service without FIPS endpoints if the user requires them (AWS_USE_FIPS_ENDPOINT, or
 * use_fips_endpoint): the SDK would use the name of a host that does not exist. Source: the endpoints that the SDKs share
 * (botocore's endpoints.json), which lists the variants of each service.
 */
export function refuseFips<Client extends Variable>(client: Client, service: string): Client {
  client.middlewareStack.add(
    (next) => async (given) => {
      if (!(await client.config.useFipsEndpoint())) return await next(given);
      throw new StudioctlError("not-offered", `${service} has no FIPS endpoint`, {
        why: "AWS_USE_FIPS_ENDPOINT or use_fips_endpoint allows no other",
        fix: "without AWS_USE_FIPS_ENDPOINT, this goes to the service's ordinary endpoint",
      });
    },
    { step: "initialize", name: "refuse-fips" },
  );
  return client;
}
