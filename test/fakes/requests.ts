import type { Studio } from "../../src/ports/studio.ts";

/** The largest page of a list call (service-facts: The wire). */
const pageSize = 100;

/** A Region of Studio, and how many requests each method takes: one for a call, one for each page of a list. */
export interface Requests {
  readonly studio: Studio;
  /** By method; methods that were not called are absent. */
  readonly counts: () => Readonly<Partial<Record<keyof Studio, number>>>;
  readonly total: () => number;
}

/** Counts the requests that the calls of a fake would take. A page is requested when its first item is needed. */
export function requestsOf(studio: Studio): Requests {
  const counts: Partial<Record<keyof Studio, number>> = {};
  const count = (method: keyof Studio): void => void (counts[method] = (counts[method] ?? 0) + 1);

  const list = <Filter, Item>(method: keyof Studio, items: (filter: Filter) => AsyncIterable<Item>) =>
    async function* (filter: Filter): AsyncGenerator<Item, void, undefined> {
      count(method);
      let at = 0;
      for await (const item of items(filter)) {
        if (at > 0 && at % pageSize === 0) count(method);
        at += 1;
        yield item;
      }
    };

  const call =
    <Given extends unknown[], Result>(method: keyof Studio, send: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      count(method);
      return await send(...given);
    };

  return {
    studio: {
      ...studio,
      listApps: list("listApps", (filter: Parameters<Studio["listApps"]>[0]) => studio.listApps(filter)),
      listSpaces: list("listSpaces", (filter: Parameters<Studio["listSpaces"]>[0]) => studio.listSpaces(filter)),
      listUserProfiles: list("listUserProfiles", (filter: Parameters<Studio["listUserProfiles"]>[0]) => studio.listUserProfiles(filter)),
      listDomains: () => list("listDomains", () => studio.listDomains())(undefined),
      describeApp: call("describeApp", (...given: Parameters<Studio["describeApp"]>) => studio.describeApp(...given)),
      describeDomain: call("describeDomain", (...given: Parameters<Studio["describeDomain"]>) => studio.describeDomain(...given)),
      describeSpace: call("describeSpace", (...given: Parameters<Studio["describeSpace"]>) => studio.describeSpace(...given)),
      describeUserProfile: call("describeUserProfile", (...given: Parameters<Studio["describeUserProfile"]>) =>
        studio.describeUserProfile(...given),
      ),
      createUserProfile: call("createUserProfile", (...given: Parameters<Studio["createUserProfile"]>) =>
        studio.createUserProfile(...given),
      ),
      deleteApp: call("deleteApp", (...given: Parameters<Studio["deleteApp"]>) => studio.deleteApp(...given)),
      deleteSpace: call("deleteSpace", (...given: Parameters<Studio["deleteSpace"]>) => studio.deleteSpace(...given)),
      deleteUserProfile: call("deleteUserProfile", (...given: Parameters<Studio["deleteUserProfile"]>) =>
        studio.deleteUserProfile(...given),
      ),
      deleteDomain: call("deleteDomain", (...given: Parameters<Studio["deleteDomain"]>) => studio.deleteDomain(...given)),
      addTags: call("addTags", (...given: Parameters<Studio["addTags"]>) => studio.addTags(...given)),
      listTags: call("listTags", (...given: Parameters<Studio["listTags"]>) => studio.listTags(...given)),
    },
    counts: () => ({ ...counts }),
    total: () => Object.values(counts).reduce((sum, each) => sum + each, 0),
  };
}
