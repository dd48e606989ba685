import { expect, it } from "vitest";
import { describeSpace } from "../../../src/operations/space/describe.ts";
import { fakeStudio } from "../../fakes/studio.ts";

it("gives a space as the service tells it", async () => {
  const studio = fakeStudio({ spaces: [{ DomainId: "d-1", SpaceName: "nlp", Url: "https://nlp.example" }] });
  expect(await describeSpace({ studio }, { DomainId: "d-1", SpaceName: "nlp" })).toMatchObject({ Url: "https://nlp.example" });
});

it("that is not there is told with the command that lists them, where none is near", async () => {
  await expect(describeSpace({ studio: fakeStudio() }, { DomainId: "d-1", SpaceName: "nlp" })).rejects.toMatchObject({
    code: "not-found",
    message: 'no space "nlp" in d-1',
    fix: "studioctl space list --domain d-1 shows them",
  });
});
