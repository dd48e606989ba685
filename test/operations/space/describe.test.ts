import { expect, it } from "vitest";
import { describeSpace } from "../../../src/operations/space/describe.ts";
import { fakeStudio } from "../../fakes/studio.ts";

it("a space is described as the service returns it", async () => {
  const studio = fakeStudio({ spaces: [{ DomainId: "d-1", SpaceName: "nlp", Url: "https://nlp.example" }] });
  expect(await describeSpace({ studio }, { DomainId: "d-1", SpaceName: "nlp" })).toMatchObject({ Url: "https://nlp.example" });
});

it("an unknown space is refused with the command that lists them, where none is near", async () => {
  await expect(describeSpace({ studio: fakeStudio() }, { DomainId: "d-1", SpaceName: "nlp" })).rejects.toMatchObject({
    code: "not-found",
    message: 'no space "nlp" in d-1',
    fix: "studioctl space list --domain d-1 shows them",
  });
});
