import { expect, it } from "vitest";
import { StudioctlError } from "../../../../src/core/errors.ts";
import { fakeStudio } from "../../../fakes/studio.ts";
import { gateway, studioctl } from "../../run.ts";

/** Lists with --watch until the list after the last of these changes, when Ctrl-C comes. */
async function watched(line: string, changes: readonly ((studio: ReturnType<typeof fakeStudio>) => void)[], terminal = false) {
  const studio = fakeStudio({ domains: [{ DomainId: "d-1" }], apps: [gateway("one")] });
  const stop = new AbortController();
  let lists = 0;
  studio.when("listApps", "", () => {
    const change = changes[lists];
    lists += 1;
    if (change === undefined) stop.abort(new StudioctlError("interrupted", "interrupted"));
    else change(studio);
  });
  return await studioctl(line, { studio, terminal, signal: stop.signal });
}

const fails = () => {
  throw new StudioctlError("unavailable", "cannot reach SageMaker");
};

it("app list --watch repeats the list, and ends with 0", async () => {
  const { code, stdout } = await watched("app list -d d-1 -o name --watch 30s", [() => {}, (studio) => studio.set(gateway("two"), {})]);
  expect(code).toBe(0);
  const [one, two] = ["d-1/alice/KernelGateway/one", "d-1/alice/KernelGateway/two"];
  expect(stdout.split("\n")).toEqual([one, one, two, one, two, ""]);
});

it("--watch may be given without a duration, before another flag too", async () => {
  expect((await watched("app list --watch -d d-1 -o name", [() => {}])).stdout.split("\n")).toHaveLength(3);
});

it("a watched list is drawn in place on a terminal", async () => {
  const { stdout } = await watched("app list -d d-1 --watch", [() => {}], true);
  expect(stdout.split("\u001B[H\u001B[2J")).toHaveLength(3);
});

it("a watched list shows what the screen has room for, and how much more there is, above its hints", async () => {
  const studio = fakeStudio({
    domains: [{ DomainId: "d-1" }],
    apps: ["one", "two", "three", "four", "five", "six"].map((name) => gateway(name)),
  });
  const stop = new AbortController();
  studio.when("listApps", "", () => stop.abort(new StudioctlError("interrupted", "interrupted")));
  const { stdout, stderr } = await studioctl("app list -d d-1 --watch", { studio, terminal: true, rows: 8, signal: stop.signal });
  const screen = stdout.replace("\u001B[H\u001B[2J", "").trimEnd().split("\n");
  expect([screen.at(0), screen.at(-1)]).toEqual([expect.stringMatching(/^OWNER /), expect.stringMatching(/^… \d more$/)]);
  expect(screen.length + stderr.trimEnd().split("\n").length).toBe(8 - 1);
  expect(screen.length - 3 + Number(screen.at(-1)?.replaceAll(/\D/g, ""))).toBe(6);
});

it("a watched list cuts no document short, and draws over none", async () => {
  const studio = fakeStudio({ domains: [{ DomainId: "d-1" }], apps: ["one", "two", "three"].map((name) => gateway(name)) });
  const stop = new AbortController();
  studio.when("listApps", "", () => stop.abort(new StudioctlError("interrupted", "interrupted")));
  const { stdout } = await studioctl("app list -d d-1 -o json --watch", { studio, terminal: true, rows: 8, signal: stop.signal });
  expect(JSON.parse(stdout)).toHaveLength(3);
});

it("a later list that fails is reported and the watch continues, but a first one ends it", async () => {
  const later = await watched("app list -d d-1 -o name --watch", [() => {}, fails]);
  expect(later).toMatchObject({ code: 0, stderr: expect.stringContaining("cannot reach SageMaker") });
  expect(await watched("app list -d d-1 --watch", [fails])).toMatchObject({ code: 1 });
});
