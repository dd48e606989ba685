/** A service description in botocore's data, the compact model made of it, and the operations that this holds. */
export interface ServedModel {
  /** Under botocore's data folder. */
  readonly description: string;
  readonly file: string;
  readonly isServed: (operation: string) => boolean;
}

/** Of SageMaker: every operation on these resources, and the ones named below them. */
const resources = new Set(["Domain", "UserProfile", "Space", "App", "Image", "ImageVersion", "AppImageConfig", "StudioLifecycleConfig"]);
const verbs = [/^Create(.+)$/, /^Describe(.+)$/, /^Update(.+)$/, /^Delete(.+)$/, /^List(.+)s$/];
const others = new Set(["AddTags", "CreatePresignedDomainUrl", "DeleteTags", "ListAliases", "ListTags", "StartSession"]);

export const sageMaker: ServedModel = {
  description: "sagemaker/2017-07-24/service-2.json.gz",
  file: "sagemaker.json",
  isServed: (operation) => others.has(operation) || verbs.some((verb) => resources.has(verb.exec(operation)?.[1] ?? "")),
};

export const pricing: ServedModel = {
  description: "pricing/2017-10-15/service-2.json.gz",
  file: "pricing.json",
  isServed: (operation) => operation === "GetProducts",
};

export const cloudWatch: ServedModel = {
  description: "cloudwatch/2010-08-01/service-2.json.gz",
  file: "cloudwatch.json",
  isServed: (operation) => operation === "GetMetricStatistics",
};

export const ec2: ServedModel = {
  description: "ec2/2016-11-15/service-2.json.gz",
  file: "ec2.json",
  isServed: (operation) =>
    ["DescribeRouteTables", "DescribeSecurityGroups", "DescribeSubnets", "DescribeVpcEndpoints", "DescribeVpcs"].includes(operation),
};

const ofFileSystems = new Set([
  "DescribeAccessPoints",
  "DescribeFileSystems",
  "DescribeMountTargets",
  "DescribeMountTargetSecurityGroups",
  "ListTagsForResource",
]);

export const efs: ServedModel = {
  description: "efs/2015-02-01/service-2.json.gz",
  file: "efs.json",
  isServed: (operation) => ofFileSystems.has(operation),
};

const ofRoles = new Set([
  "AttachRolePolicy",
  "CreateRole",
  "DeleteRole",
  "DetachRolePolicy",
  "GetRole",
  "ListAttachedRolePolicies",
  "ListRoles",
  "SimulatePrincipalPolicy",
]);

export const iam: ServedModel = {
  description: "iam/2010-05-08/service-2.json.gz",
  file: "iam.json",
  isServed: (operation) => ofRoles.has(operation),
};

export const sts: ServedModel = {
  description: "sts/2011-06-15/service-2.json.gz",
  file: "sts.json",
  isServed: (operation) => operation === "AssumeRole" || operation === "GetCallerIdentity",
};

const ofOrganizations = new Set(["ListAccounts", "ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListRoots"]);

export const organizations: ServedModel = {
  description: "organizations/2016-11-28/service-2.json.gz",
  file: "organizations.json",
  isServed: (operation) => ofOrganizations.has(operation),
};

export const ecr: ServedModel = {
  description: "ecr/2015-09-21/service-2.json.gz",
  file: "ecr.json",
  isServed: (operation) =>
    ["BatchGetImage", "DescribeImages", "DescribeRepositories", "GetDownloadUrlForLayer", "ListImages"].includes(operation),
};

export const serviceQuotas: ServedModel = {
  description: "service-quotas/2019-06-24/service-2.json.gz",
  file: "service-quotas.json",
  isServed: (operation) => ["GetServiceQuota", "ListAWSDefaultServiceQuotas", "ListServiceQuotas"].includes(operation),
};

export const cloudTrail: ServedModel = {
  description: "cloudtrail/2013-11-01/service-2.json.gz",
  file: "cloudtrail.json",
  isServed: (operation) => operation === "LookupEvents",
};

export const logs: ServedModel = {
  description: "logs/2014-03-28/service-2.json.gz",
  file: "logs.json",
  isServed: (operation) => ["DescribeLogGroups", "DescribeLogStreams", "FilterLogEvents", "GetLogEvents"].includes(operation),
};
