import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { Clock } from "../ports/clock.ts";
import { type ConnectionOptions, clientConfig } from "./connection.ts";
import { translate } from "./errors.ts";
import { serviceClient } from "./service-client.ts";
import { type Skew, createSkew } from "./skew.ts";

/** A client and the Region it speaks to. */
export interface RegionalClient {
  readonly client: SageMakerClient;
  readonly region: string;
}

/** The SageMaker clients of one invocation: one a Region, made when first asked for, so that calls share retries and sockets. */
export class Clients {
  readonly #options: ConnectionOptions;
  readonly #clients = new Map<string | undefined, Promise<RegionalClient>>();
  readonly #opened: SageMakerClient[] = [];

  readonly #skew: Skew;

  constructor(options: ConnectionOptions, clock: Pick<Clock, "now">) {
    this.#options = options;
    this.#skew = createSkew(clock);
  }

  /** The client of a Region: this one, else the options', else that of the SDK's own chain. Rejects with `usage` where there is none. */
  sageMaker(region = this.#options.region): Promise<RegionalClient> {
    const known = this.#clients.get(region);
    if (known !== undefined) return known;
    const opening = this.#open(region);
    this.#clients.set(region, opening);
    return opening;
  }

  /** The service's time minus this machine's in milliseconds; 0 before any answer. */
  skewMs(): number {
    return this.#skew.milliseconds();
  }

  /** Closes the sockets that are kept open, so that the process can end. */
  destroy(): void {
    for (const client of this.#opened) client.destroy();
  }

  async #open(region: string | undefined): Promise<RegionalClient> {
    const client = serviceClient(new SageMakerClient(clientConfig({ ...this.#options, ...(region !== undefined && { region }) })));
    this.#skew.watch(client);
    this.#opened.push(client);
    try {
      return { client, region: region === undefined ? await regionOf(client) : await client.config.region() };
    } catch (error) {
      const call = { operation: "", action: "connect to", subject: "SageMaker" };
      throw translate(error, call, { service: "SageMaker", region, profile: this.#options.profile });
    }
  }
}

/** The Region of the SDK's own chain. Who has neither that nor credentials is told of these: they are harder to get. */
async function regionOf(client: SageMakerClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    await client.config.credentials();
    throw error;
  }
}
