import { readMemberByMember } from "./lenient.ts";
import { limitRetries } from "./retries.ts";
import { retryUnreadable } from "./unreadable.ts";

type Ruled = Parameters<typeof limitRetries>[0] & Parameters<typeof readMemberByMember>[0] & Parameters<typeof retryUnreadable>[0];

/** A client of the SDK with the rules that calls follow here, whatever the service: on retries, and on answers that cannot be read. */
export function serviceClient<Client extends Ruled>(client: Client): Client {
  limitRetries(client);
  retryUnreadable(client);
  readMemberByMember(client);
  return client;
}
