import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerLines, type Candidate, quotedForBash, unquoted, wordsBefore } from "../../src/completion/answer.ts";

const apps: readonly Candidate[] = [
  { forms: ["d-1/alice/KernelGateway/churn", "alice/churn", "alice/KernelGateway/churn", "churn"], summary: "InService" },
  { forms: ["d-1/space:lab/JupyterLab/default", "space:lab/default"], summary: "Failed" },
];

const answer = (current: string, { shell = "fish", head = "", before = ["app", "stop"] } = {}): string[] =>
  answerLines({ shell, head, words: [...before, current] }, apps).map((line) => line.replace(/\t.*/, ""));

describe("an answer", () => {
  it.each([
    ["", ["d-1/alice/KernelGateway/churn", "d-1/space:lab/JupyterLab/default"]],
    ["d-1/s", ["d-1/space:lab/JupyterLab/default"]],
    ["al", ["alice/churn"]],
    ["alice/K", ["alice/KernelGateway/churn"]],
    ["ch", ["churn"]],
    ["space:", ["space:lab/default"]],
    ["nobody", []],
  ])("to %j has each app once, in the form that goes on from it", (current, expected) => {
    expect(answer(current)).toEqual(expected);
  });

  it("leaves out what is named already, in whatever form, but not the value of a flag", () => {
    expect(answer("", { before: ["app", "stop", "churn"] })).toEqual(["d-1/space:lab/JupyterLab/default"]);
    expect(answer("ch", { before: ["app", "stop", "--image", "churn"] })).toEqual(["churn"]);
  });

  it("goes on after a comma, and after the sign of a flag", () => {
    expect(answer("churn,sp", { head: "churn," })).toEqual(["space:lab/default"]);
    expect(answer("--app=churn,", { head: "--app=churn," })).toEqual(["d-1/space:lab/JupyterLab/default"]);
  });

  it("has the summary behind a tab, but for bash", () => {
    expect(answerLines({ shell: "zsh", head: "", words: ["ch"] }, apps)).toEqual(["churn\tInService"]);
    expect(answerLines({ shell: "bash", head: "", words: ["ch"] }, apps)).toEqual(["churn"]);
  });

  it.each([
    ["my\\ t", "my\\ team\\'s"],
    ["'my t", String.raw`my team'\''s`],
    ['"my t', "my team's"],
  ])("to bash goes on from %s as it was quoted", (current, expected) => {
    expect(answerLines({ shell: "bash", head: "", words: [current] }, [{ forms: ["my team's"], summary: "" }])).toEqual([expected]);
  });

  it("offers nothing that holds a control or an invisible character, and escapes them in summaries", () => {
    const candidates = [
      { forms: ["a\nb"], summary: "" },
      { forms: ["d\u202e"], summary: "" },
      { forms: ["c"], summary: "x\ty\n" },
    ];
    expect(answerLines({ shell: "fish", head: "", words: [""] }, candidates)).toEqual([`c\t${String.raw`x\ty\n`}`]);
  });

  it("takes a pair of quotes of PowerShell's for nothing", () => {
    expect(answerLines({ shell: "powershell", head: '""', words: ["app", '""'] }, apps)).toHaveLength(2);
    expect(wordsBefore({ shell: "powershell", head: "", words: ["-d", '""', "x"] })).toEqual(["-d", ""]);
  });
});

describe("quoting for bash", () => {
  const text = fc.string({ unit: "grapheme" }).filter((word) => !/\p{Cc}/u.test(word));

  it("is undone by reading it again", () => {
    fc.assert(
      fc.property(text, (word) => {
        expect(unquoted(quotedForBash(word))).toEqual({ text: word });
      }),
    );
  });

  it.each(["'", '"'] as const)("inside of %s too", (open) => {
    fc.assert(
      fc.property(text, (word) => {
        expect(unquoted(`${open}${quotedForBash(word, open)}`)).toEqual({ text: word, open });
      }),
    );
  });

  it("leaves references and ARNs as they are", () => {
    for (const word of ["d-1/space:lab/JupyterLab/default", "arn:aws:sagemaker:us-east-1:1:image/a.b"])
      expect(quotedForBash(word)).toBe(word);
  });
});
