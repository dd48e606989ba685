import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { DescribeFileSystemsCommand, EFSClient } from "@aws-sdk/client-efs";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { GetProductsCommand } from "@aws-sdk/client-pricing";
import {
  ListAppImageConfigsCommand,
  ListAppsCommand,
  ListDomainsCommand,
  ListImagesCommand,
  ListSpacesCommand,
  ListStudioLifecycleConfigsCommand,
  ListUserProfilesCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { ListAWSDefaultServiceQuotasCommand, ListServiceQuotasCommand } from "@aws-sdk/client-service-quotas";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { studioLogGroup } from "../core/app/app.ts";
import type { SendOptions } from "./call.ts";
import { priceListRegion, pricingClient } from "./prices.ts";
import { serviceQuotasClient } from "./quotas.ts";
import type { AwsSession } from "./session.ts";

/** A read-only call that needs one IAM action. */
export interface ProbeCall {
  readonly service: string;
  readonly send: (options: SendOptions) => Promise<object>;
  /** The host of its service's requests, once there is one. */
  readonly host: () => string | undefined;
}

const one = { MaxResults: 1 } as const;
/** The smallest page of EC2 lists. */
const few = { MaxResults: 5 } as const;

/** By IAM action: calls that need no knowledge of the account, with the smallest pages. */
export function createPermissionProbes(session: AwsSession): ReadonlyMap<string, ProbeCall> {
  const sageMaker = session.client(SageMakerClient);
  const cloudTrail = session.client(CloudTrailClient);
  const cloudWatch = session.client(CloudWatchClient);
  const ec2 = session.client(EC2Client);
  const ecr = session.client(ECRClient);
  const efs = session.client(EFSClient);
  const iam = session.client(IAMClient);
  const logs = session.client(CloudWatchLogsClient);
  const pricing = pricingClient(session.at(priceListRegion));
  const quotas = serviceQuotasClient(session);
  const sts = session.client(STSClient);
  return new Map([
    ...calls("SageMaker", sageMaker, {
      "sagemaker:ListDomains": (sending) => sageMaker.send(new ListDomainsCommand(one), sending),
      "sagemaker:ListUserProfiles": (sending) => sageMaker.send(new ListUserProfilesCommand(one), sending),
      "sagemaker:ListSpaces": (sending) => sageMaker.send(new ListSpacesCommand(one), sending),
      "sagemaker:ListApps": (sending) => sageMaker.send(new ListAppsCommand(one), sending),
      "sagemaker:ListImages": (sending) => sageMaker.send(new ListImagesCommand(one), sending),
      "sagemaker:ListAppImageConfigs": (sending) => sageMaker.send(new ListAppImageConfigsCommand(one), sending),
      "sagemaker:ListStudioLifecycleConfigs": (sending) => sageMaker.send(new ListStudioLifecycleConfigsCommand(one), sending),
    }),
    ...calls("CloudTrail", cloudTrail, {
      "cloudtrail:LookupEvents": (sending) => cloudTrail.send(new LookupEventsCommand(one), sending),
    }),
    ...calls("STS", sts, { "sts:GetCallerIdentity": (sending) => sts.send(new GetCallerIdentityCommand({}), sending) }),
    ...calls("IAM", iam, { "iam:ListRoles": (sending) => iam.send(new ListRolesCommand({ MaxItems: 1 }), sending) }),
    ...calls("EFS", efs, {
      "elasticfilesystem:DescribeFileSystems": (sending) => efs.send(new DescribeFileSystemsCommand({ MaxItems: 1 }), sending),
    }),
    ...calls("EC2", ec2, {
      "ec2:DescribeVpcs": (sending) => ec2.send(new DescribeVpcsCommand(few), sending),
      "ec2:DescribeSubnets": (sending) => ec2.send(new DescribeSubnetsCommand(few), sending),
      "ec2:DescribeRouteTables": (sending) => ec2.send(new DescribeRouteTablesCommand(few), sending),
      "ec2:DescribeVpcEndpoints": (sending) => ec2.send(new DescribeVpcEndpointsCommand(few), sending),
      "ec2:DescribeSecurityGroups": (sending) => ec2.send(new DescribeSecurityGroupsCommand(few), sending),
    }),
    ...calls("ECR", ecr, {
      "ecr:DescribeRepositories": (sending) => ecr.send(new DescribeRepositoriesCommand({ maxResults: 1 }), sending),
    }),
    ...calls("CloudWatch", cloudWatch, {
      "cloudwatch:GetMetricStatistics": (sending) => cloudWatch.send(new GetMetricStatisticsCommand(noMetric), sending),
    }),
    ...calls("CloudWatch Logs", logs, {
      "logs:DescribeLogStreams": (sending) => logs.send(new DescribeLogStreamsCommand({ logGroupName: studioLogGroup, limit: 1 }), sending),
    }),
    ...calls("Service Quotas", quotas, {
      "servicequotas:ListServiceQuotas": (sending) =>
        quotas.send(new ListServiceQuotasCommand({ ServiceCode: "sagemaker", ...one }), sending),
      "servicequotas:ListAWSDefaultServiceQuotas": (sending) =>
        quotas.send(new ListAWSDefaultServiceQuotasCommand({ ServiceCode: "sagemaker", ...one }), sending),
    }),
    ...calls("Pricing", pricing, {
      "pricing:GetProducts": (sending) => pricing.send(new GetProductsCommand({ ServiceCode: "AmazonSageMaker", ...one }), sending),
    }),
  ]);
}

/** A minute in the past without data. */
const noMetric = {
  Namespace: "/aws/sagemaker/Canvas/AppActivity",
  MetricName: "TimeSinceLastActive",
  StartTime: new Date(0),
  EndTime: new Date(60_000),
  Period: 60,
  Statistics: ["Minimum" as const],
};

function calls(
  service: string,
  client: Watched,
  sends: Readonly<Record<string, ProbeCall["send"]>>,
): (readonly [action: string, call: ProbeCall])[] {
  const host = watchHost(client);
  return Object.entries(sends).map(([action, send]) => [action, { service, send, host }]);
}

interface Watched {
  readonly middlewareStack: { add(middleware: Watching, options: { readonly step: "build" }): void };
}
type Watching = <Given extends { readonly request: unknown }, Output>(
  next: (given: Given) => Promise<Output>,
) => (given: Given) => Promise<Output>;

/** Records the host of a client's requests, including failed ones. */
function watchHost({ middlewareStack }: Watched): () => string | undefined {
  let host: string | undefined;
  middlewareStack.add(
    (next) => (given) => {
      const { hostname, port }: { readonly hostname?: unknown; readonly port?: unknown } = Object(given.request);
      if (typeof hostname === "string") host = typeof port === "number" ? `${hostname}:${port}` : hostname;
      return next(given);
    },
    { step: "build" },
  );
  return () => host;
}
