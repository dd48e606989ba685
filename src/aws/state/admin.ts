import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { Tag } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import { isError } from "../../core/errors.ts";
import type { StateTableAdmin } from "../../ports/state-table.ts";
import { complete } from "../responses.ts";
import type { SendOptions } from "../call.ts";
import type { AwsSession } from "../session.ts";
import { liveHolders } from "./lease.ts";
import { daysPartition } from "./receipts.ts";
import { scopePartition, unpack } from "./sightings.ts";
import { expiryAttribute, explained, fromItem, isExpired, layoutVersion, mark, type StateTable } from "./table.ts";

/** The keys of a state table, as texts that can be compared. */
const keys = ["pk HASH S", "sk RANGE S"];

/** Makes and describes a table over the DynamoDB API; `table` reads its items. */
export function createStateTableAdmin(session: AwsSession, table: StateTable): StateTableAdmin {
  const client = session.client(DynamoDBClient);
  const call = session.call("DynamoDB");
  const { name: TableName, region } = table;
  const { signal } = session;

  async function send<Output extends object>(operation: string, action: string, sent: (options: SendOptions) => Promise<Output>) {
    try {
      return await call({ operation, action, subject: `the state table "${TableName}"` }, sent);
    } catch (error) {
      throw explained(error, TableName, region);
    }
  }

  return {
    name: TableName,
    region,

    async status() {
      try {
        const { Table } = await send("DescribeTable", "describe", (options) =>
          client.send(new DescribeTableCommand({ TableName }), options),
        );
        const { TableArn, TableStatus, ...found } = complete("DescribeTable", Table ?? {}, "TableArn", "TableStatus");
        const { KeySchema = [], AttributeDefinitions = [], BillingModeSummary, ItemCount = 0, TableSizeBytes = 0 } = found;
        const types = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
        const here = KeySchema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType} ${types.get(AttributeName)}`);
        return {
          TableArn,
          TableStatus,
          hasKeys: here.toSorted().join() === keys.join(),
          BillingMode: BillingModeSummary?.BillingMode ?? "PROVISIONED",
          ItemCount,
          TableSizeBytes,
        };
      } catch (error) {
        if (isError(error, "not-found")) return undefined;
        throw error;
      }
    },

    async create(tags) {
      const input = {
        TableName,
        BillingMode: "PAY_PER_REQUEST" as const,
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" as const },
          { AttributeName: "sk", AttributeType: "S" as const },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" as const },
          { AttributeName: "sk", KeyType: "RANGE" as const },
        ],
        ...(tags.length > 0 && { Tags: tags.map(({ Key, Value }: Tag) => ({ Key, Value })) }),
      };
      await send("CreateTable", "create", (options) => client.send(new CreateTableCommand(input), options));
    },

    async expiresBy() {
      const { TimeToLiveDescription = {} } = await send("DescribeTimeToLive", "describe", (options) =>
        client.send(new DescribeTimeToLiveCommand({ TableName }), options),
      );
      const { TimeToLiveStatus = "", AttributeName } = TimeToLiveDescription;
      return TimeToLiveStatus.startsWith("ENABL") ? AttributeName : undefined;
    },

    async letExpire() {
      const input = { TableName, TimeToLiveSpecification: { AttributeName: expiryAttribute, Enabled: true } };
      await send("UpdateTimeToLive", "change", (options) => client.send(new UpdateTimeToLiveCommand(input), options));
    },

    async hasPointInTimeRecovery() {
      const { ContinuousBackupsDescription } = await send("DescribeContinuousBackups", "describe", (options) =>
        client.send(new DescribeContinuousBackupsCommand({ TableName }), options),
      );
      return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
    },

    async enablePointInTimeRecovery() {
      const input = { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
      await send("UpdateContinuousBackups", "change", (options) => client.send(new UpdateContinuousBackupsCommand(input), options));
    },

    layout: () => table.layout(signal),

    async writeMark() {
      const input = { TableName, Item: fromItem({ ...mark, version: layoutVersion, rev: 1 }) };
      await send("PutItem", "write to", (options) => client.send(new PutItemCommand(input), options));
    },

    async isEmpty() {
      const { Items = [] } = await send("Scan", "read", (options) => client.send(new ScanCommand({ TableName, Limit: 1 }), options));
      return Items.length === 0;
    },

    async scopes() {
      const items = await collect(table.query(scopePartition, signal));
      return items
        .filter((item) => !isExpired(item, table.now()))
        .map((item) => {
          const times = Object.values(unpack(table, item).runs).flatMap((runs) => runs.map((run) => run.getTime()));
          const LastRunAt = times.length === 0 ? undefined : new Date(Math.max(...times));
          return { Scope: item.sk, Apps: Number(item["total"] ?? 0), ...(LastRunAt && { LastRunAt }) };
        });
    },

    async leases() {
      const live = await liveHolders(table, signal);
      return live.map(({ Expires: ExpiresAt, ...lease }) => ({ ...lease, ExpiresAt }));
    },

    async days() {
      const items = await collect(table.query(daysPartition, signal));
      return items.filter((item) => !isExpired(item, table.now())).map(({ sk }) => sk);
    },
  };
}
