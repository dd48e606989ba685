import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type App, type AppKey, appKey, appReference } from "../../src/core/app/app.ts";
import { findApp, parseAppGlob, parseAppReference, parseOwner } from "../../src/core/reference.ts";
import { appTypes } from "../../src/core/service-model.ts";

const CreationTime = new Date("2026-03-01T00:00:00Z");
const app = (reference: string, more: Partial<App> = {}): App => {
  const { domain = "d-1", owner = { UserProfileName: "alice" }, type = "KernelGateway", name } = parseAppReference(reference);
  return { DomainId: domain, ...owner, AppType: type, AppName: name, Status: "InService", CreationTime, ...more };
};

const name = fc.stringMatching(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,20}$/);
const key: fc.Arbitrary<AppKey> = fc
  .record({
    DomainId: fc.stringMatching(/^d-[a-z0-9]{1,20}$/),
    owner: name,
    inSpace: fc.boolean(),
    AppType: fc.constantFrom(...appTypes),
    AppName: name,
  })
  .map(({ owner, inSpace, ...rest }) => ({ ...rest, ...(inSpace ? { SpaceName: owner } : { UserProfileName: owner }) }));

describe("an app reference", () => {
  it("in its longest form finds its app among any others", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { minLength: 1, maxLength: 12, selector: (one) => appReference(one).toLowerCase() }),
        fc.nat(),
        (keys, pick) => {
          const apps: App[] = keys.map((one) => ({ ...one, Status: "InService", CreationTime }));
          const wanted = apps[pick % apps.length];
          if (wanted === undefined) throw new RangeError("no apps");
          const reference = parseAppReference(appReference(wanted));
          const found = findApp(
            reference,
            apps.filter(({ DomainId }) => DomainId === reference.domain),
          );
          expect(appKey(found)).toEqual(appKey(wanted));
        },
      ),
    );
  });

  it.each([
    ["churn", { name: "churn" }],
    ["alice/churn", { owner: { UserProfileName: "alice" }, name: "churn" }],
    ["space:nlp/default", { owner: { SpaceName: "nlp" }, name: "default" }],
    ["alice/kernelgateway/churn", { owner: { UserProfileName: "alice" }, type: "KernelGateway", name: "churn" }],
    ["research/space:nlp/JupyterLab/default", { domain: "research", owner: { SpaceName: "nlp" }, type: "JupyterLab", name: "default" }],
  ])("reads %s", (text, parts) => {
    expect(parseAppReference(text)).toEqual({ text, ...parts });
  });

  it.each([
    ["", /"" is not an app reference/],
    ["/", /"\/" is not an app reference/],
    ["alice/", /"alice\/" is not an app reference/],
    ["a/b/c/d/e", /"a\/b\/c\/d\/e" is not an app reference/],
    ["-churn", /"-churn" is not a valid app name/],
    ["alice/ch urn", /"ch urn" in "alice\/ch urn" is not a valid app name/],
    ["al_ice/churn", /"al_ice" is not a valid user profile name/],
    ["space:/default", /"" in "space:" is not a valid space name/],
    ["alice/KernelGatway/churn", /"KernelGatway" in "alice\/KernelGatway\/churn" is not an app type/],
    ["x".repeat(64), /is not a valid app name/],
  ])("refuses %j and says which part", (text, message) => {
    expect(() => parseAppReference(text)).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringMatching(message), fix: expect.anything() }),
    );
  });

  it("proposes the app type that was meant", () => {
    expect(() => parseAppReference("alice/KernelGatway/churn")).toThrow(expect.objectContaining({ fix: 'did you mean "KernelGateway"?' }));
  });
});

describe("findApp", () => {
  const apps = [
    app("d-1/alice/KernelGateway/churn"),
    app("d-1/ben/KernelGateway/churn"),
    app("d-1/alice/JupyterServer/default"),
    app("d-1/space:nlp/JupyterLab/default"),
    app("d-1/ben/KernelGateway/old", { Status: "Deleted" }),
  ];
  const find = (text: string) => appReference(findApp(parseAppReference(text), apps));

  it.each([
    ["alice/churn", "d-1/alice/KernelGateway/churn"],
    ["ALICE/churn", "d-1/alice/KernelGateway/churn"],
    ["space:nlp/default", "d-1/space:nlp/JupyterLab/default"],
    ["alice/default", "d-1/alice/JupyterServer/default"],
    ["old", "d-1/ben/KernelGateway/old"],
  ])("takes %s for %s", (text, reference) => {
    expect(find(text)).toBe(reference);
  });

  it("does not take a user for the space of the same name", () => {
    expect(() => findApp(parseAppReference("nlp/default"), apps)).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  it("refuses an ambiguous reference and lists what it could mean", () => {
    expect(() => find("churn")).toThrow(
      expect.objectContaining({
        code: "usage",
        message: '"churn" could mean 2 apps',
        why: "d-1/alice/KernelGateway/churn, d-1/ben/KernelGateway/churn",
        fix: "use one of: d-1/alice/KernelGateway/churn",
      }),
    );
  });

  it("prefers the living to a deleted app of the same name", () => {
    const again = [app("d-1/ben/KernelGateway/old", { Status: "Deleted" }), app("d-1/alice/KernelGateway/old")];
    expect(appReference(findApp(parseAppReference("old"), again))).toBe("d-1/alice/KernelGateway/old");
  });

  it("proposes the app that was probably meant", () => {
    expect(() => find("alice/chrun")).toThrow(
      expect.objectContaining({ code: "not-found", message: 'no app "alice/chrun"', fix: 'did you mean "d-1/alice/KernelGateway/churn"?' }),
    );
  });

  it("proposes one of the same owner first, and one of which a part was typed", () => {
    expect(() => find("ben/chrun")).toThrow(expect.objectContaining({ fix: 'did you mean "d-1/ben/KernelGateway/churn"?' }));
    const some = [app("d-1/ben/KernelGateway/vision"), app("d-1/alice/KernelGateway/vision-gpu")];
    expect(() => findApp(parseAppReference("alice/vision"), some)).toThrow(
      expect.objectContaining({ fix: 'did you mean "d-1/alice/KernelGateway/vision-gpu"?' }),
    );
  });
});

describe("a glob over references", () => {
  it.each([
    "*",
    "*/alice/*",
    "*train*",
    "d-1/alice/KernelGateway/x",
    "D-1/Alice/KernelGateway/x",
    "d-1/{alice,bob}/**",
    "d*/x",
    "?-1/alice/KernelGateway/x",
    "[d]-1/*",
  ])("may be %s", (text) => {
    expect(parseAppGlob(text)).toBe(text);
  });

  it.each(["", "x", "alice/x", "research/*", "data-lab/*", "space:nlp/*", "d-1/alice/x", "bob}/*"])(
    "that fits none is refused: %s",
    (text) => {
      expect(() => parseAppGlob(text)).toThrow(`"${text}" cannot match DOMAIN/OWNER/TYPE/NAME`);
    },
  );

  it("is never refused where it is a reference, or one with a star in it", () => {
    fc.assert(
      fc.property(key, fc.nat(), (one, cut) => {
        const text = appReference(one);
        const place = cut % text.length;
        expect([text, `${text.slice(0, place)}*${text.slice(place + 1)}`].map(parseAppGlob)).toHaveLength(2);
      }),
    );
  });
});

it("an owner is a user, or a space with its prefix", () => {
  expect(parseOwner("alice")).toEqual({ UserProfileName: "alice" });
  expect(parseOwner("space:team-nlp")).toEqual({ SpaceName: "team-nlp" });
});
