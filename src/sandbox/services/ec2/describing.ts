import { wildcard } from "../../../core/domain/roles.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import { type PageRule, pageOf } from "../../paging.ts";

/** The common part of EC2's Describe operations. */
export interface DescribeInput {
  readonly Filters?: readonly Filter[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly DryRun?: boolean;
}

interface Filter {
  readonly Name?: string;
  readonly Values?: readonly string[];
}

type Item = Readonly<Record<string, unknown>>;

interface DescribeRule {
  readonly operation: string;
  /** Filters by name, and the member that each compares; `tag-key` and `tag:KEY` apply to everything. */
  readonly filters: Readonly<Record<string, string>>;
  /** The ids in the request. */
  readonly wanted?: Wanted | undefined;
}

interface Wanted {
  readonly member: string;
  readonly values: readonly string[];
  /** The error code for an unknown id. */
  readonly missing: string;
  /** The noun in that error's text: `vpc ID`. */
  readonly noun: string;
}

const mostItems = 1_000;

/** One page of the items that a request asks for, in the service's order: errors first. */
export function describing<T extends Item>(
  all: readonly T[],
  input: DescribeInput,
  rule: DescribeRule,
): { items: T[]; NextToken?: string } {
  if (input.DryRun === true) throw new ServiceError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
  const wanted = rule.wanted === undefined ? all : byName(all, input, rule.wanted);
  const meetsAll = (input.Filters ?? []).map((filter) => filterOf(filter, rule.filters));
  const found = wanted.filter((item) => meetsAll.every((meets) => meets(item)));
  const { MaxResults: size = mostItems, NextToken, ...query } = input;
  return pageOf(found, { size, token: NextToken, query: [rule.operation, query], invalid: invalidToken });
}

const invalidToken: PageRule["invalid"] = () => new ServiceError("InvalidNextToken", "The specified value for NextToken is not valid.");

function byName<T extends Item>(all: readonly T[], { MaxResults }: DescribeInput, { member, values, missing, noun }: Wanted): T[] {
  if (MaxResults !== undefined) {
    throw new ServiceError("InvalidParameterCombination", `The parameter ${member} cannot be used with the parameter MaxResults`);
  }
  const absent = values.find((value) => !all.some((item) => item[member] === value));
  if (absent !== undefined) throw new ServiceError(missing, `The ${noun} '${absent}' does not exist`);
  return all.filter((item) => values.includes(String(item[member])));
}

/** A filter holds for any of its values, in which `*` stands for any characters and `?` for one. */
function filterOf({ Name = "", Values = [] }: Filter, filters: DescribeRule["filters"]): (item: Item) => boolean {
  const member = Object.hasOwn(filters, Name) ? filters[Name] : undefined;
  const tag = /^tag:(.+)$/s.exec(Name)?.[1];
  if (member === undefined && tag === undefined && Name !== "tag-key") {
    throw new ServiceError("InvalidParameterValue", `The filter '${Name}' is invalid`);
  }
  const patterns = Values.map((value) => wildcard(value));
  const valuesIn = (item: Item): string[] => {
    if (member !== undefined) return textsOf(item[member]);
    return tag === undefined ? tagsOf(item).map(({ Key }) => Key) : tagsOf(item).flatMap(({ Key, Value }) => (Key === tag ? [Value] : []));
  };
  return (item) => valuesIn(item).some((value) => patterns.some((pattern) => pattern.test(value)));
}

/** Filters compare texts and booleans. */
function textsOf(value: unknown): string[] {
  return typeof value === "string" || typeof value === "boolean" ? [String(value)] : [];
}

function tagsOf({ Tags }: Item): { readonly Key: string; readonly Value: string }[] {
  return Array.isArray(Tags) ? Tags : [];
}
