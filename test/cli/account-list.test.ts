import { describe, expect, it } from "vitest";
import { parseAccountList } from "../../src/cli/account-list.ts";
import { StudioctlError } from "../../src/core/errors.ts";

const lab = { AccountId: "222233334444", Name: "vision lab", Regions: ["us-east-1", "eu-west-1"], Tags: [{ Key: "team", Value: "cv" }] };
const other = { AccountId: "012345678901" };

function refusal(path: string, text: string): Pick<StudioctlError, "message" | "why"> {
  try {
    parseAccountList(path, text);
  } catch (error) {
    if (error instanceof StudioctlError) return error;
    throw error;
  }
  return { message: "nothing wrong", why: undefined };
}

describe("a list of accounts", () => {
  it.each([
    ["a.csv", "id,name,regions,tags\n222233334444,vision lab,us-east-1;eu-west-1,team=cv\n012345678901,,,\n"],
    ["a.csv", "Tags,Account ID,Name,Regions\r\nteam=cv,2222-3333-4444,vision lab,us-east-1 eu-west-1\r\n,012345678901,,\r\n"],
    ["a.yaml", '- { id: 222233334444, name: vision lab, regions: [us-east-1, eu-west-1], tags: { team: cv } }\n- id: "012345678901"\n'],
    ["a.json", '[{"id":"222233334444","name":"vision lab","regions":["us-east-1","eu-west-1"],"tags":["team=cv"]},{"id":"012345678901"}]'],
    ["-", '[{"id":"222233334444","name":"vision lab","regions":"us-east-1, eu-west-1","tags":"team=cv"},{"id":"012345678901"}]'],
  ])("is read from %s: %#", (path, text) => {
    expect(parseAccountList(path, text)).toEqual([lab, other]);
  });

  it.each([
    ["a.csv", "id\n1234", 'a.csv:2: id: "1234" is not the id of an account'],
    ["a.csv", "id,regions\n222233334444,us-east-1;nowhere", 'a.csv:2: regions does not take "nowhere"'],
    ["a.csv", "id\n222233334444\n333344445555\n222233334444", "a.csv:4: account 222233334444 is in line 2 already"],
    ["a.csv", "name\nlab", "a.csv:1: the header is wrong: id is missing"],
    ["a.csv", "id,regoins\n222233334444,x", 'a.csv:1: the header is wrong: "regoins" is not a column of a list of accounts'],
    ["a.csv", "id,name\n222233334444", "a.csv:2: 1 cells under a header of 2"],
    ["a.yaml", "- id: 12345678901", "a.yaml:1: id: 12345678901 is not the id of an account"],
    ["a.yaml", '- id: "222233334444"\n- name: lab', "a.yaml:2: no id"],
    ["a.yaml", '- id: "222233334444"\n- 333344445555', "a.yaml:2: 333344445555 is not an account"],
    ["a.yaml", '- id: "222233334444"\n  region: us-east-1\n  regions: eu-west-1', "a.yaml:1: regions is given twice"],
    ["a.json", JSON.stringify([{ id: "222233334444", name: "x".repeat(129) }]), "a.json:1: name: 129 characters are too many"],
    ["a.yaml", '- id: "222233334444"\n  name: 7', "a.yaml:1: name: 7 is not text"],
    ["a.yaml", '- id: "222233334444"\n  tags: { "a b?": c }', "a.yaml:1: tags"],
    ["a.yaml", "accounts: [", "a.yaml:1: "],
    ["a.json", "{}", "a.json:1: it is not a list of accounts"],
    ["a.yaml", "[]", "a.yaml: it contains no account"],
    ["a.txt", "", 'unknown type of file: "a.txt"'],
  ])("with a fault is refused with line and member: %s %j", (path, text, message) => {
    expect(refusal(path, text).message).toContain(message);
  });

  it("shows all faults at once", () => {
    const { message, why } = refusal("a.csv", "id,regions\n1,\n222233334444,moon\n333344445555,\n333344445555,");
    expect(message).toBe("a.csv: 3 lines cannot be used");
    expect(why?.split("\n")).toEqual([
      expect.stringMatching(/^a\.csv:2: id/),
      expect.stringMatching(/^a\.csv:3: regions/),
      expect.stringMatching(/^a\.csv:5: account/),
    ]);
  });
});
