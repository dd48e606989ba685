import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { AgentsFor, Trace } from "../ports/connection.ts";
import type { StudioctlError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import { type Call, createCall, type LeftOut, translate } from "./call.ts";
import { type ConnectionOptions, type EndpointRules, clientConfig } from "./connection.ts";
import { readMemberByMember } from "./lenient.ts";
import { limitRetries, retryUnreadable } from "./retries.ts";
import { type Skew, createSkew } from "./skew.ts";
import { refuseFips } from "./variants.ts";

/** The class of any service's SDK client. */
type ClientClass<Client> = new (config: ReturnType<typeof clientConfig>) => Client;
/** The part of a client that a session uses. */
type AnyClient = Parameters<typeof limitRetries>[0] &
  Parameters<typeof readMemberByMember>[0] &
  Parameters<typeof retryUnreadable>[0] &
  Parameters<Skew["watch"]>[0] &
  Parameters<typeof refuseFips>[0] & { destroy(): void };

/** Services with one endpoint for all Regions of a partition: errors name no Region. */
const global: ReadonlySet<string> = new Set(["IAM", "Organizations"]);

/** Options shared by the calls of an invocation. */
export interface SessionPorts {
  /** The machine's own time. */
  readonly clock: Clock;
  /** Aborting it ends calls in flight and their retries at once. */
  readonly signal: AbortSignal;
  readonly trace?: Trace;
  /** Receives unreadable items that lists leave out. Absent: such an item fails its list. */
  readonly leftOut?: (error: StudioctlError, region: string) => void;
}

/** AWS in one Region, for adapters: a client of each service, and a function that calls it. */
export class AwsSession {
  readonly region: string;
  readonly signal: AbortSignal;
  readonly #sessions: AwsSessions;
  readonly #ports: SessionPorts;

  constructor(sessions: AwsSessions, region: string, ports: SessionPorts) {
    this.#sessions = sessions;
    this.#ports = ports;
    this.region = region;
    this.signal = ports.signal;
  }

  /** What makes connections, where the SDK's own agents do not. */
  get agents(): AgentsFor | undefined {
    return this.#sessions.options.agents;
  }

  /**
   * The client of a service in this Region, made once: calls share its retries and sockets. `rules` list the missing variants of the
   * service's endpoints.
   */
  client<Client extends AnyClient>(Class: ClientClass<Client>, rules?: EndpointRules): Client {
    return this.#sessions.client(Class, this.region, rules);
  }

  /** A function that calls a service; `service` is its name in messages: `CloudWatch Logs`. It rejects only with StudioctlErrors. */
  call(service: string): Call {
    const { signal, trace, leftOut } = this.#ports;
    const noted: LeftOut | undefined = leftOut && ((error) => leftOut(error, this.region));
    const region = global.has(service) ? undefined : this.region;
    return createCall({ service, region, profile: this.#sessions.options.profile }, signal, trace, noted);
  }

  /** The same Region, its calls ended by another signal. */
  endedBy(signal: AbortSignal): AwsSession {
    return new AwsSession(this.#sessions, this.region, { ...this.#ports, signal });
  }

  /** The same Region, whose lists fail because of an unreadable item: for conclusions from the absence of an item. */
  inFull(): AwsSession {
    const { leftOut: _, ...ports } = this.#ports;
    return new AwsSession(this.#sessions, this.region, ports);
  }

  /** A session of another valid Region. */
  at(region: string): AwsSession {
    return new AwsSession(this.#sessions, region, this.#ports);
  }

  /** The service's time minus this machine's in milliseconds; 0 before any response. */
  skewMs(): number {
    return this.#sessions.skewMs();
  }
}

/** The connections of one invocation to AWS: a session for each Region, and one client for each service in it. */
export class AwsSessions {
  readonly options: ConnectionOptions;
  readonly #ports: SessionPorts;
  readonly #skew: Skew;
  readonly #sessions = new Map<string | undefined, Promise<AwsSession>>();
  readonly #clients = new Map<string, Map<ClientClass<unknown>, unknown>>();
  readonly #opened: AnyClient[] = [];
  readonly #accounts: AwsSessions[] = [];

  constructor(options: ConnectionOptions, ports: SessionPorts) {
    this.options = options;
    this.#ports = ports;
    this.#skew = createSkew(ports.clock);
  }

  /** The session of a Region: this one, else the options', else that of the SDK's own chain. Rejects with `usage` where there is none. */
  in(region = this.options.region): Promise<AwsSession> {
    const known = this.#sessions.get(region);
    if (known !== undefined) return known;
    const opening = this.#open(region);
    this.#sessions.set(region, opening);
    return opening;
  }

  /** The session of a valid Region. */
  at(region: string): AwsSession {
    return new AwsSession(this, region, this.#ports);
  }

  /** For sessions: the client of a service in a Region. */
  client<Client extends AnyClient>(Class: ClientClass<Client>, region: string, rules?: EndpointRules): Client {
    const clients = this.#clients.get(region) ?? new Map<ClientClass<unknown>, unknown>();
    this.#clients.set(region, clients);
    const known = clients.get(Class);
    if (known instanceof Class) return known;
    const made = this.#make(Class, region, rules);
    clients.set(Class, made);
    return made;
  }

  /** The service's time minus this machine's in milliseconds; 0 before any response. */
  skewMs(): number {
    return this.#skew.milliseconds();
  }

  /** The same connections with other credentials: those of an account. */
  as(credentials: NonNullable<ConnectionOptions["credentials"]>, AccountId: string, agents: AgentsFor): AwsSessions {
    const { leftOut, ...ports } = this.#ports;
    const inAccount =
      leftOut &&
      ((error: StudioctlError, region: string) => leftOut(error.with({ message: `account ${AccountId}: ${error.message}` }), region));
    const opened = new AwsSessions(
      { ...this.options, credentials, agents: this.options.agents ?? agents },
      { ...ports, ...(inAccount && { leftOut: inAccount }) },
    );
    this.#accounts.push(opened);
    return opened;
  }

  /** Closes the sockets that are kept open, so that the process can end. */
  destroy(): void {
    for (const client of [...this.#opened, ...this.#accounts]) client.destroy();
  }

  async #open(region: string | undefined): Promise<AwsSession> {
    try {
      if (region === undefined) return this.at(await regionOf(this.#make(SageMakerClient, region)));
      const session = this.at(region);
      await session.client(SageMakerClient).config.region();
      return session;
    } catch (error) {
      const call = { operation: "", action: "connect to", subject: "SageMaker" };
      throw translate(error, call, { service: "SageMaker", region, profile: this.options.profile });
    }
  }

  /** A client with the common rules for retries, unreadable responses and time. */
  #make<Client extends AnyClient>(Class: ClientClass<Client>, region: string | undefined, rules?: EndpointRules): Client {
    const client = new Class(clientConfig({ ...this.options, ...(region !== undefined && { region }) }, rules));
    limitRetries(client, this.#ports.clock);
    retryUnreadable(client);
    readMemberByMember(client);
    this.#skew.watch(client);
    if (rules?.noFips !== undefined) refuseFips(client, rules.noFips);
    this.#opened.push(client);
    return client;
  }
}

/**
 * The Region of the SDK's own chain. If both the Region and credentials are missing, the error is about credentials, which are harder to
 * get.
 */
async function regionOf(client: SageMakerClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    await client.config.credentials();
    throw error;
  }
}
