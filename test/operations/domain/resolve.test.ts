import { describe, expect, it } from "vitest";
import { requireDomain, resolveDomain } from "../../../src/operations/domain/resolve.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const research = { DomainId: "d-1", DomainName: "research" };
const finance = { DomainId: "d-2", DomainName: "finance" };
const both = { domains: [research, finance] };

describe("a domain", () => {
  it("named by its id is taken without a call", async () => {
    const studio = fakeStudio(both);
    expect(await resolveDomain({ studio }, "d-xyz")).toBe("d-xyz");
    expect(studio.calls).toEqual([]);
  });

  it("is found by its name", async () => {
    expect(await resolveDomain({ studio: fakeStudio(both) }, "finance")).toBe("d-2");
  });

  it("not named is the only one there is", async () => {
    expect(await resolveDomain({ studio: fakeStudio({ domains: [finance] }) }, undefined)).toBe("d-2");
  });

  it("not named is the one chosen, where there are several and somebody to ask", async () => {
    const offered: string[] = [];
    const chosen = await resolveDomain({ studio: fakeStudio(both) }, undefined, async (domains) => {
      offered.push(...domains.map(({ DomainName }) => DomainName));
      return finance;
    });
    expect([chosen, offered]).toEqual(["d-2", ["research", "finance"]]);
  });

  it("not named is a usage error with the candidates, where there is nobody to ask", async () => {
    await expect(resolveDomain({ studio: fakeStudio(both) }, undefined)).rejects.toMatchObject({
      code: "usage",
      why: "research (d-1), finance (d-2)",
      fix: expect.stringContaining("--domain research"),
    });
  });

  it.each([
    [["d-2"], "d-2"],
    [["d-2", "d-9"], "d-2"],
  ])("not named is the only one that holds what is sought: %j", async (holding, DomainId) => {
    const sought = { name: "nlp", domainIds: async () => new Set(holding) };
    expect(await resolveDomain({ studio: fakeStudio(both) }, undefined, undefined, sought)).toBe(DomainId);
  });

  it("not named, where several hold what is sought, is chosen among those", async () => {
    const studio = fakeStudio({ domains: [...both.domains, { DomainId: "d-3", DomainName: "lab" }] });
    const sought = { name: "nlp", domainIds: async () => new Set(["d-2", "d-3"]) };
    await expect(resolveDomain({ studio }, undefined, undefined, sought)).rejects.toMatchObject({
      code: "usage",
      message: '2 domains with "nlp", and none was given',
      why: "finance (d-2), lab (d-3)",
      fix: expect.stringContaining("--domain finance"),
    });
  });

  it("not named, where none holds what is sought, is chosen among all; the only one of a Region is not searched", async () => {
    const sought = { name: "nlp", domainIds: async () => new Set<string>() };
    await expect(resolveDomain({ studio: fakeStudio(both) }, undefined, undefined, sought)).rejects.toMatchObject({
      message: "2 domains in this Region, and none was given",
    });
    const unread = { name: "nlp", domainIds: async () => Promise.reject(new Error("read without a need")) };
    expect(await resolveDomain({ studio: fakeStudio({ domains: [finance] }) }, undefined, undefined, unread)).toBe("d-2");
  });

  it("with a name that two have is a usage error that asks for the id", async () => {
    const studio = fakeStudio({ domains: [research, { ...finance, DomainName: "research" }] });
    await expect(resolveDomain({ studio }, "research")).rejects.toMatchObject({
      code: "usage",
      message: '2 domains are named "research"',
      fix: expect.stringContaining("--domain d-1"),
    });
  });

  it("that does not exist is refused with the one that was meant", async () => {
    await expect(resolveDomain({ studio: fakeStudio(both) }, "reserach")).rejects.toMatchObject({
      code: "not-found",
      message: 'no domain "reserach" in this Region',
      fix: 'did you mean "research"?',
    });
  });

  it("in an empty Region is not found, with a way on", async () => {
    await expect(resolveDomain({ studio: fakeStudio() }, undefined)).rejects.toMatchObject({
      code: "not-found",
      fix: expect.stringContaining("--sandbox"),
    });
  });
});

it("an empty list of an unknown domain is an error of the domain", async () => {
  const studio = fakeStudio(both);
  await expect(requireDomain({ studio }, "d-1")).resolves.toBeUndefined();
  await expect(requireDomain({ studio }, "d-3")).rejects.toMatchObject({ code: "not-found", message: 'no domain "d-3" in this Region' });
});
