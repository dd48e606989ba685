import { StudioctlError } from "../core/errors.ts";

/** What this needs of a client, of whatever service. */
interface Variable {
  readonly config: { readonly useFipsEndpoint: () => Promise<boolean>; readonly region: () => Promise<string> };
  readonly middlewareStack: { add(middleware: Refusing, options: { readonly step: "initialize"; readonly name: string }): void };
}
type Refusing = <Given extends object, Output>(next: (given: Given) => Promise<Output>) => (given: Given) => Promise<Output>;

/**
 * Refuses calls to a service that has no FIPS endpoints where the user wants these alone (AWS_USE_FIPS_ENDPOINT, or
 * use_fips_endpoint): the SDK makes up the name of a host that does not exist. Source: the endpoints that the SDKs share
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
