import fc from "fast-check";
import { expect, it } from "vitest";
import { proseLines } from "../../../src/cli/views/prose.ts";

const terminal = { drawable: true, columns: 40 };
const pipe = { drawable: false, columns: 40 };

it("prose breaks at words, and continues below the first one", () => {
  expect(proseLines("the service takes twenty minutes for that, and nobody knows why", terminal, "why: ")).toEqual([
    "why: the service takes twenty minutes",
    "     for that, and nobody knows why",
  ]);
});

it("a command stays whole at any length, and the sentence breaks around it", () => {
  const line = "studioctl app start --user alice --type KernelGateway --name churn -d d-1";
  expect(proseLines(`wait for a minute, then: ${line}; or ask somebody who knows it`, terminal, "fix: ")).toEqual([
    "fix: wait for a minute, then:",
    `     ${line};`,
    "     or ask somebody who knows it",
  ]);
});

it.each([
  "  aws ec2 revoke-security-group-egress --group-id sg-1 --security-group-rule-ids $(aws ec2 describe-security-group-rules --query 'a,b' --output text)",
  "  while aws efs describe-mount-targets --file-system-id fs-1 --output text | grep -q .; do sleep 5; done",
  "  for target in $(aws efs describe-mount-targets --file-system-id fs-1); do aws efs delete-mount-target --mount-target-id $target; done",
  "  studioctl efs mount-info --domain d-1 --region us-east-1 --script | sh",
  "  sudo rm -rf /mnt/studio/200005 and a path that is longer than the line",
])("an indented line for a shell stays whole, to be copied: %s", (line) => {
  expect(proseLines(`to remove it:\n${line}`, terminal)).toEqual(["to remove it:", line]);
});

it("the lines and the indentation of a text are kept", () => {
  expect(proseLines("one\n  two and three and four and five and six and seven", terminal)).toEqual([
    "one",
    "  two and three and four and five and",
    "  six and seven",
  ]);
});

it("lines stay as they are where nothing is drawn, but for the label before them", () => {
  const long = "a word and ".repeat(20).trim();
  expect(proseLines(`${long}\n${long}`, pipe, "why: ")).toEqual([`why: ${long}`, `     ${long}`]);
});

it("wrapped prose loses no word", () => {
  const words = fc.array(
    fc.constantFrom("a", "word", "studioctl", "aws", "d-1l8k4piban0c,", "https://example.org/a/very/long/one", "and;"),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 10, max: 60 }), (all, columns) => {
      expect(proseLines(all.join(" "), { drawable: true, columns }, "why: ").flatMap((line) => line.trim().split(" "))).toEqual([
        "why:",
        ...all,
      ]);
    }),
  );
});
