import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defaultSubnetIds, defaultVpcId } from "../../../src/sandbox/services/ec2/records.ts";
import { domainId, smallStudio, type Wired, wire } from "../wire.ts";

let studio: Wired;
beforeEach(async () => void (studio = await wire(smallStudio())));
afterEach(() => studio.close());

const ec2 = (operation: string, fields: Readonly<Record<string, string>> = {}, headers?: Record<string, string>) =>
  studio.form("2016-11-15", operation, fields, headers);

/** The texts of every element of this name. */
async function texts(name: string, operation: string, fields?: Readonly<Record<string, string>>): Promise<string[]> {
  const { status, text } = await ec2(operation, fields);
  if (status !== 200) throw new Error(text);
  return [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, value]) => value ?? "");
}

const filter = (name: string, ...values: string[]) => ({
  "Filter.1.Name": name,
  ...Object.fromEntries(values.map((value, index) => [`Filter.1.Value.${index + 1}`, value])),
});

describe("VPCs", () => {
  it("are the default one and another, in EC2's own XML", async () => {
    const { text } = await ec2("DescribeVpcs", filter("is-default", "true"));
    expect(text).toMatch(
      /^<DescribeVpcsResponse xmlns="http:\/\/ec2\.amazonaws\.com\/doc\/2016-11-15\/"><requestId>.{36}<\/requestId><vpcSet><item>.*<isDefault>true<\/isDefault>.*<\/item><\/vpcSet><\/DescribeVpcsResponse>$/,
    );
    expect(await texts("vpcId", "DescribeVpcs")).toEqual([defaultVpcId, "vpc-0d4e5f60718a1b2c3"]);
  });

  it("another Region has no VPCs", async () => {
    const { text } = await ec2(
      "DescribeVpcs",
      {},
      { authorization: "AWS4-HMAC-SHA256 Credential=S/20250602/eu-west-1/ec2/aws4_request, Signature=x" },
    );
    expect(text).toContain("<vpcSet></vpcSet>");
  });
});

describe("ways out", () => {
  it("are an internet gateway for the default VPC, a NAT gateway and an endpoint for S3 for the other", async () => {
    expect(await texts("gatewayId", "DescribeRouteTables", filter("vpc-id", defaultVpcId))).toEqual([
      "local",
      expect.stringMatching(/^igw-/),
    ]);
    expect(await texts("natGatewayId", "DescribeRouteTables", filter("vpc-id", "vpc-0d4e5f60718a1b2c3"))).toEqual([
      expect.stringMatching(/^nat-/),
    ]);
    expect(await texts("serviceName", "DescribeVpcEndpoints")).toEqual(["com.amazonaws.us-east-1.s3"]);
    expect(await texts("serviceName", "DescribeVpcEndpoints", filter("vpc-id", defaultVpcId))).toEqual([]);
  });
});

describe("subnets", () => {
  it("of the default VPC are in three zones", async () => {
    const ofDefault = filter("vpc-id", defaultVpcId);
    expect(await texts("subnetId", "DescribeSubnets", ofDefault)).toEqual(defaultSubnetIds);
    expect(await texts("availabilityZone", "DescribeSubnets", ofDefault)).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
  });

  it.each([
    ["an id", { "SubnetId.1": defaultSubnetIds[1] ?? "" }, 1],
    ["one of several values", filter("availability-zone", "us-east-1a", "us-east-1b"), 4],
    ["a wildcard", filter("availability-zone", "us-east-1?"), 5],
    ["a wildcard that is no regular expression", filter("availability-zone", "us.east*"), 0],
    ["no value", filter("state"), 0],
    [
      "two filters at once",
      { ...filter("vpc-id", defaultVpcId), "Filter.2.Name": "availability-zone", "Filter.2.Value.1": "us-east-1c" },
      1,
    ],
  ])("are found by %s", async (_, fields, count) => {
    expect(await texts("subnetId", "DescribeSubnets", fields)).toHaveLength(count);
  });

  it("come in pages, each once", async () => {
    await studio.store.update(({ ec2: { subnets } }) => {
      for (let n = 0; n < 7; n += 1)
        subnets[`subnet-${n}`] = { SubnetId: `subnet-${n}`, VpcId: defaultVpcId, AvailabilityZone: "us-east-1a", CidrBlock: "" };
    });
    const first = { ...filter("vpc-id", defaultVpcId), MaxResults: "5" };
    const [NextToken = ""] = await texts("nextToken", "DescribeSubnets", first);
    const pages = [await texts("subnetId", "DescribeSubnets", first), await texts("subnetId", "DescribeSubnets", { ...first, NextToken })];
    expect(pages.map(({ length }) => length)).toEqual([5, 5]);
    expect(new Set(pages.flat()).size).toBe(10);
    expect(await texts("nextToken", "DescribeSubnets", { ...first, NextToken })).toEqual([]);
    expect((await ec2("DescribeSubnets", { NextToken })).text).toContain("<Code>InvalidNextToken</Code>");
  });

  it.each([
    [
      "a subnet that is not there",
      { "SubnetId.1": "subnet-1" },
      400,
      "<Code>InvalidSubnetID.NotFound</Code><Message>The subnet ID 'subnet-1' does not exist</Message>",
    ],
    [
      "a filter that there is not",
      filter("colour", "red"),
      400,
      "<Code>InvalidParameterValue</Code><Message>The filter 'colour' is invalid</Message>",
    ],
    ["a filter named as no tag", filter("constructor", "x"), 400, "The filter 'constructor' is invalid"],
    ["ids in pages", { "SubnetId.1": "subnet-1", MaxResults: "5" }, 400, "<Code>InvalidParameterCombination</Code>"],
    ["pages of four", { MaxResults: "4" }, 400, "<Code>InvalidParameterValue</Code>"],
    ["pages of many", { MaxResults: "many" }, 400, "<Code>MalformedInput</Code>"],
    ["a trial", { DryRun: "true" }, 412, "<Code>DryRunOperation</Code>"],
    ["markup", { "SubnetId.1": "<&\u0000>" }, 400, "The subnet ID '&lt;&amp;\uFFFD&gt;' does not exist"],
  ])("are refused for %s", async (_, fields, status, text) => {
    const answer = await ec2("DescribeSubnets", fields);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/^<Response><Errors><Error><Code>.*<\/Error><\/Errors><RequestID>.{36}<\/RequestID><\/Response>$/s);
    expect(answer.text).toContain(text);
  });
});

const groups = () => texts("groupName", "DescribeSecurityGroups", filter("group-name", `security-group-for-*-nfs-${domainId}`));

async function deleteDomain(RetentionPolicy?: object): Promise<void> {
  await studio.expect("DeleteSpace", { DomainId: domainId, SpaceName: "notes" });
  studio.advance(3);
  await studio.expect("DeleteUserProfile", { DomainId: domainId, UserProfileName: "alice" });
  studio.advance(3);
  await studio.expect("DeleteDomain", { DomainId: domainId, ...(RetentionPolicy && { RetentionPolicy }) });
  studio.advance(8);
}

describe("the security groups of a domain", () => {
  const both = [`security-group-for-inbound-nfs-${domainId}`, `security-group-for-outbound-nfs-${domainId}`];

  it("let NFS through from one to the other", async () => {
    expect(await groups()).toEqual(both);
    const [inbound = "", outbound = ""] = await texts("groupId", "DescribeSecurityGroups", filter("group-name", ...both));
    const { text } = await ec2("DescribeSecurityGroups", { "GroupId.1": inbound });
    expect(text).toContain(
      `<fromPort>2049</fromPort><toPort>2049</toPort><groups><item><userId>111122223333</userId><groupId>${outbound}</groupId>`,
    );
  });

  it.each([[{ HomeEfsFileSystem: "Retain" }], [undefined]])("stay with its file system: %j", async (policy) => {
    await deleteDomain(policy);
    expect(await groups()).toEqual(both);
  });

  it("go with its file system", async () => {
    await deleteDomain({ HomeEfsFileSystem: "Delete" });
    expect(await groups()).toEqual([]);
    expect(await texts("groupName", "DescribeSecurityGroups")).toEqual(["default", "default"]);
  });
});

it("throttles in EC2's words, and at a rate of its own", async () => {
  await studio.store.update(({ settings }) => void (settings.requestsPerSecond = 1));
  expect((await ec2("DescribeVpcs")).status).toBe(200);
  expect((await ec2("DescribeVpcs")).text).toContain("<Code>RequestLimitExceeded</Code>");
  expect((await studio.call("ListApps")).status).toBe(200);
});

it("an unknown action of EC2 is refused", async () => {
  expect((await ec2("RunInstances")).text).toContain(
    "<Code>InvalidAction</Code><Message>The sandbox does not serve EC2.RunInstances.</Message>",
  );
});
