import { expect, it } from "vitest";
import { withOneDomainList } from "../../src/cli/one-domain-list.ts";
import { collect } from "../../src/core/collections.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import type { Domains } from "../../src/ports/studio.ts";
import { fakeClock } from "../fakes/clock.ts";
import { fakeStudio } from "../fakes/studio.ts";

const world = () => {
  const [fake, clock] = [fakeStudio({ domains: [{ DomainId: "d-1" }, { DomainId: "d-2" }] }), fakeClock()];
  return { fake, clock, studio: withOneDomainList(fake, clock) };
};
const idsOf = async (studio: Pick<Domains, "listDomains">) => (await collect(studio.listDomains())).map(({ DomainId }) => DomainId);

it("all parts of a command share one list of domains, also those that read only its first", async () => {
  const { fake, studio } = world();
  for await (const _ of studio.listDomains()) break;
  expect(await Promise.all([idsOf(studio), idsOf(studio)])).toEqual([
    ["d-1", "d-2"],
    ["d-1", "d-2"],
  ]);
  expect(fake.count("listDomains")).toBe(1);
});

it("a list that is older than ten seconds is read again", async () => {
  const { fake, clock, studio } = world();
  await idsOf(studio);
  clock.advance(10_001);
  await idsOf(studio);
  expect(fake.count("listDomains")).toBe(2);
});

it("a list that failed is read again", async () => {
  const { fake, studio } = world();
  let failures = 1;
  fake.when("listDomains", "", () => {
    if (failures-- > 0) throw new StudioctlError("throttled", "rate exceeded");
  });
  await expect(idsOf(studio)).rejects.toMatchObject({ code: "throttled" });
  expect(await idsOf(studio)).toEqual(["d-1", "d-2"]);
});

it.each([
  [
    "created",
    ({ studio }: ReturnType<typeof world>) =>
      studio.createDomain({ DomainName: "new", AuthMode: "IAM", DefaultUserSettings: {}, SubnetIds: [], VpcId: "vpc-1" }),
  ],
  ["changed", ({ studio }: ReturnType<typeof world>) => studio.updateDomain("d-1", {})],
  ["deleted", ({ studio }: ReturnType<typeof world>) => studio.deleteDomain("d-2", "Retain")],
] as const)("no list is shared once the command has %s a domain", async (_, change) => {
  const here = world();
  await idsOf(here.studio);
  await change(here);
  await idsOf(here.studio);
  await idsOf(here.studio);
  expect(here.fake.count("listDomains")).toBe(3);
});
