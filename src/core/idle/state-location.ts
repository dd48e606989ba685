import { sageMakerRegions } from "../connection/regions.ts";
import { usageError } from "../errors.ts";
import { suggestion } from "../suggest.ts";

/** Where sweeps remember: the state folder of this machine, or a DynamoDB table. */
export type StateLocation = { readonly kind: "folder" } | TableLocation;

export interface TableLocation {
  readonly kind: "dynamodb";
  readonly table: string;
  /** Absent: the Region of the invocation. */
  readonly region?: string;
}

const form = "dynamodb:TABLE, dynamodb:TABLE@REGION, or folder";

/** The names of tables (service-facts: Tables of DynamoDB). */
const tableName = /^[a-zA-Z0-9_.-]{3,255}$/;

/** Reads `folder` or `dynamodb:TABLE[@REGION]`. Throws a usage error that names the wrong part; `name` is `--state`. */
export function parseStateLocation(text: string, name: string): StateLocation {
  if (text === "folder") return { kind: "folder" };
  const [, where] = /^dynamodb:(.*)$/s.exec(text) ?? [];
  if (where === undefined) throw usageError(`${name} does not take "${text}"`, { fix: form });
  if (where.startsWith("arn:")) {
    throw usageError(`${name} does not take an ARN: "${where}"`, {
      why: "the table is in the account of the run's own credentials, and is named by its name",
      fix: "dynamodb:TABLE@REGION, with --profile for another account",
    });
  }
  const [table = "", region, ...others] = where.split("@");
  if (others.length > 0) throw usageError(`${name} does not take "${text}"`, { fix: form });
  if (!tableName.test(table)) {
    throw usageError(`${name}: "${table}" is not the name of a table`, {
      why: "a name has 3 to 255 letters, digits, dots, hyphens and underscores",
      fix: form,
    });
  }
  if (region === undefined) return { kind: "dynamodb", table };
  const known = Object.values(sageMakerRegions).flat();
  if (known.includes(region)) return { kind: "dynamodb", table, region };
  throw usageError(`${name}: "${region}" is not a Region`, {
    fix: suggestion(region, known) ?? "a Region as AWS writes it: dynamodb:TABLE@us-east-1",
  });
}
