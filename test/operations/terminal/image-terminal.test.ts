import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import type { ServerKey } from "../../../src/core/domain/domain.ts";
import { findImageTerminal } from "../../../src/operations/terminal/image-terminal.ts";
import type { ImageTerminal } from "../../../src/ports/terminals.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const server: ServerKey = { DomainId: "d-one", owner: { UserProfileName: "alice" }, AppType: "JupyterServer" };

function ports(terminals: readonly ImageTerminal[]) {
  const gateway = { DomainId: "d-one", UserProfileName: "alice", AppType: "KernelGateway", CreationTime: new Date(0) } as const;
  const apps: App[] = [
    { ...gateway, AppName: "science", Status: "InService" },
    { ...gateway, AppName: "ended", Status: "Deleting" },
  ];
  return { studio: fakeStudio({ apps }), terminals: { imageTerminals: async () => terminals } };
}

describe("the image terminal of a KernelGateway app", () => {
  it("is the one that can be in no other app, where there are several", async () => {
    const open = [
      { name: "arn:a__1__t", appNames: ["other", "science"] },
      { name: "arn:b__2__t", appNames: ["science"] },
      { name: "arn:c__3__t", appNames: [] },
    ];
    expect(await findImageTerminal(ports(open), server, "science")).toEqual({ name: "arn:b__2__t", mayBeIn: ["science"], open: 2 });
  });

  it("that is not open is an error that says that one opened in the browser can be attached to", async () => {
    await expect(findImageTerminal(ports([]), server, "science")).rejects.toMatchObject({
      code: "not-ready",
      message: "no image terminal is open in app science of alice",
      why: "Studio's own way of opening one is not public; one that is opened in the browser can be attached to",
    });
  });

  it("of an app that does not run, or is not there, is another error", async () => {
    await expect(findImageTerminal(ports([]), server, "ended")).rejects.toMatchObject({ message: "app ended of alice is Deleting" });
    await expect(findImageTerminal(ports([]), server, "sciense")).rejects.toMatchObject({
      code: "not-found",
      message: 'alice has no KernelGateway app "sciense"',
      fix: expect.stringContaining("science"),
    });
  });

  it("is not looked for in a space of JupyterLab", async () => {
    const lab: ServerKey = { DomainId: "d-one", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" };
    await expect(findImageTerminal(ports([]), lab, "science")).rejects.toMatchObject({ code: "invalid", fix: "leave --app out" });
  });
});
