import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { AwsSessions } from "../../../src/aws/session.ts";
import { createStateTable, fromItem, layoutVersion, mark, stateAttempts, type StateTable } from "../../../src/aws/state/table.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { startDynamoDb, type TestDynamoDb } from "../../dynamodb.ts";

export const never = new AbortController().signal;

/** A session with connections of its own, as each process has it. */
export function sessionFor({ url }: Pick<TestDynamoDb, "url">, clock: Pick<Clock, "now"> = systemClock, maxAttempts = stateAttempts) {
  return new AwsSessions({ sandbox: url, maxAttempts }, { clock: { ...systemClock, now: () => clock.now() }, signal: never }).at(
    "us-east-1",
  );
}

/** The table as one process sees it; `clock` is that of its machine. */
export function tableOf(dynamoDb: Pick<TestDynamoDb, "url">, { clock = systemClock, name = "state", attempts }: Seen = {}): StateTable {
  return createStateTable(sessionFor(dynamoDb, clock, attempts), name, { ...systemClock, now: () => clock.now() });
}

interface Seen {
  readonly clock?: Pick<Clock, "now">;
  readonly name?: string;
  /** Of a call that is throttled or fails; fewer take less time. */
  readonly attempts?: number;
}

/** A DynamoDB with an empty state table. */
export async function withTable(name = "state"): Promise<TestDynamoDb> {
  const dynamoDb = await startDynamoDb();
  await createStateTableIn(dynamoDb, name);
  dynamoDb.calls.length = 0;
  return dynamoDb;
}

/** An empty state table, as `state create` leaves it. */
export async function createStateTableIn(dynamoDb: TestDynamoDb, TableName: string): Promise<void> {
  await createTable(dynamoDb, TableName, ["pk", "sk"]);
  const client = sessionFor(dynamoDb).client(DynamoDBClient);
  await client.send(new PutItemCommand({ TableName, Item: fromItem({ ...mark, version: layoutVersion }) }));
}

/** A table with these string keys. */
export async function createTable(dynamoDb: TestDynamoDb, TableName: string, [hash, range]: readonly [string, string?]): Promise<void> {
  const names = range === undefined ? [hash] : [hash, range];
  await sessionFor(dynamoDb)
    .client(DynamoDBClient)
    .send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: names.map((AttributeName, place) => ({ AttributeName, KeyType: place === 0 ? "HASH" : "RANGE" })),
      }),
    );
}
