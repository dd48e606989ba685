/** IAM actions that belong together, and for each the commands that call it. */
export interface PermissionGroup {
  readonly name: string;
  /** Studio cannot be used without these. */
  readonly needed?: true;
  /** Names of commands, by action. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
}

const making = ["domain create", "domain update", "profile create", "profile update"];
const attaching = ["lifecycle-config attach", "lifecycle-config detach", "image attach", "image detach"];
/** With `--state`. */
const remembering = ["auto-shutdown run", "auto-shutdown plan", "auto-shutdown explain", "auto-shutdown history", "app why"];
const every = ["every command"];

/** The permissions that commands may need. Each action is listed once, where it is needed most. */
export const permissionGroups: readonly PermissionGroup[] = [
  {
    name: "list and stop",
    needed: true,
    actions: {
      "sagemaker:ListDomains": every,
      "sagemaker:DescribeDomain": every,
      "sagemaker:ListUserProfiles": [
        "profile list",
        "profile describe",
        "app start",
        "domain delete",
        "auto-shutdown plan",
        "auto-shutdown run",
      ],
      "sagemaker:DescribeUserProfile": ["profile describe", "app start", "efs mount-info"],
      "sagemaker:ListSpaces": ["space list", "auto-shutdown plan", "auto-shutdown run", "cost", "quota"],
      "sagemaker:DescribeSpace": ["space describe", "space update", "space start", "app start"],
      "sagemaker:ListApps": ["app list", "app stop", "auto-shutdown plan", "auto-shutdown run", "cost", "quota"],
      "sagemaker:DescribeApp": ["app describe", "app stop", "app why", "auto-shutdown run"],
      "sagemaker:DeleteApp": [
        "app stop",
        "app restart",
        "space stop",
        "space restart",
        "auto-shutdown run",
        "domain delete",
        "profile delete",
        "space delete",
      ],
      "sagemaker:ListTags": ["app keep", "auto-shutdown plan", "auto-shutdown run", "domain update", "profile update"],
    },
  },
  {
    name: "auto-shutdown",
    actions: {
      "sagemaker:CreatePresignedDomainUrl": [
        "auto-shutdown plan",
        "auto-shutdown run",
        "auto-shutdown explain",
        "domain open",
        "profile open",
        "space open",
        "terminal",
        "cp",
        "clone",
      ],
      "cloudwatch:GetMetricStatistics": ["auto-shutdown plan", "auto-shutdown run"],
      "cloudtrail:LookupEvents": ["auto-shutdown plan", "auto-shutdown run", "auto-shutdown explain"],
    },
  },
  {
    name: "app",
    actions: {
      "sagemaker:CreateApp": ["app start", "app restart", "space start", "space restart"],
      "sagemaker:AddTags": ["app keep", "app start", ...making],
      "sagemaker:DeleteTags": ["app keep"],
      "logs:DescribeLogStreams": ["app logs", "app why"],
      "logs:GetLogEvents": ["app logs", "app why"],
      "logs:FilterLogEvents": ["app logs"],
    },
  },
  {
    name: "into an app",
    // The first two only with --via ssh, or where no other way is open.
    actions: { "sagemaker:StartSession": ["terminal", "cp", "ssh", "forward", "code", "ssh-proxy"] },
  },
  {
    name: "make and change",
    actions: {
      "sagemaker:CreateDomain": ["domain create"],
      "sagemaker:UpdateDomain": ["domain update", "auto-shutdown settings set", ...attaching],
      "sagemaker:DeleteDomain": ["domain delete"],
      "sagemaker:CreateUserProfile": ["profile create", "domain create"],
      "sagemaker:UpdateUserProfile": ["profile update", "auto-shutdown settings set", ...attaching],
      "sagemaker:DeleteUserProfile": ["profile delete", "domain delete"],
      "sagemaker:CreateSpace": ["space create"],
      "sagemaker:UpdateSpace": ["space update", "auto-shutdown settings set", ...attaching],
      "sagemaker:DeleteSpace": ["space delete", "profile delete", "domain delete"],
      "iam:PassRole": [...making, "image attach"],
    },
  },
  {
    name: "quick setup",
    actions: {
      "ec2:DescribeVpcs": ["domain create"],
      "ec2:DescribeSubnets": ["domain create", "domain update"],
      "ec2:DescribeSecurityGroups": ["efs mount-info", "domain create", "domain delete", "profile create", "profile update"],
      "ec2:DescribeRouteTables": ["domain create", "domain update"],
      "ec2:DescribeVpcEndpoints": ["domain create", "domain update"],
      "iam:GetRole": [...making, "doctor"],
      "iam:ListRoles": making,
      "iam:CreateRole": ["domain create"],
      "iam:AttachRolePolicy": ["domain create"],
      "iam:ListAttachedRolePolicies": ["domain create"],
    },
  },
  {
    name: "image",
    actions: {
      "sagemaker:ListImages": ["image list", "image describe", "image delete"],
      "sagemaker:DescribeImage": ["image describe", "image attach", "image detach"],
      "sagemaker:CreateImage": ["image attach"],
      "sagemaker:UpdateImage": ["image attach"],
      "sagemaker:DeleteImage": ["image delete"],
      "sagemaker:ListImageVersions": ["image describe", "image attach"],
      "sagemaker:DescribeImageVersion": ["image list", "image describe", "image attach"],
      "sagemaker:CreateImageVersion": ["image attach"],
      "sagemaker:ListAppImageConfigs": ["image delete"],
      "sagemaker:DescribeAppImageConfig": ["image describe", "image attach"],
      "sagemaker:CreateAppImageConfig": ["image attach"],
      "sagemaker:UpdateAppImageConfig": ["image attach"],
      "sagemaker:DeleteAppImageConfig": ["image delete"],
      "ecr:DescribeRepositories": ["image attach"],
      "ecr:DescribeImages": ["image attach"],
      "ecr:BatchGetImage": ["image attach"],
      "ecr:GetDownloadUrlForLayer": ["image attach"],
    },
  },
  {
    name: "lifecycle-config",
    actions: {
      "sagemaker:ListStudioLifecycleConfigs": ["lifecycle-config list", "lifecycle-config describe"],
      "sagemaker:DescribeStudioLifecycleConfig": [
        "lifecycle-config describe",
        "lifecycle-config attach",
        "lifecycle-config detach",
        "lifecycle-config delete",
      ],
      "sagemaker:CreateStudioLifecycleConfig": ["lifecycle-config create"],
      "sagemaker:DeleteStudioLifecycleConfig": ["lifecycle-config delete"],
    },
  },
  {
    name: "efs, cost, quota",
    actions: {
      "elasticfilesystem:DescribeFileSystems": [
        "domain delete",
        "profile delete",
        "efs mount-info",
        "efs usage",
        "efs orphans",
        "cost",
        "doctor",
      ],
      "elasticfilesystem:DescribeMountTargets": ["domain delete", "efs mount-info", "doctor"],
      "elasticfilesystem:DescribeMountTargetSecurityGroups": ["efs mount-info"],
      "elasticfilesystem:DescribeAccessPoints": ["efs mount-info"],
      "pricing:GetProducts": ["cost", "auto-shutdown plan", "auto-shutdown run"],
      "servicequotas:ListServiceQuotas": ["quota"],
      "servicequotas:ListAWSDefaultServiceQuotas": ["quota"],
    },
  },
  {
    name: "state table",
    actions: {
      "dynamodb:GetItem": remembering,
      "dynamodb:PutItem": ["auto-shutdown run", "auto-shutdown plan", "auto-shutdown state create", "auto-shutdown state migrate"],
      "dynamodb:Query": remembering,
      "dynamodb:DescribeTable": ["auto-shutdown state create", "auto-shutdown state describe"],
      "dynamodb:DescribeTimeToLive": ["auto-shutdown state create", "auto-shutdown state describe"],
      "dynamodb:DescribeContinuousBackups": ["auto-shutdown state create", "auto-shutdown state describe"],
      "dynamodb:CreateTable": ["auto-shutdown state create"],
      "dynamodb:UpdateTimeToLive": ["auto-shutdown state create"],
      "dynamodb:UpdateContinuousBackups": ["auto-shutdown state create"],
      "dynamodb:Scan": ["auto-shutdown state create"],
    },
  },
  {
    name: "many accounts",
    // With --organization; the last three only with --ou.
    actions: Object.fromEntries(
      ["ListAccounts", "ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListRoots"].map((operation) => [
        `organizations:${operation}`,
        ["auto-shutdown plan", "auto-shutdown run", "auto-shutdown history", "cost", "quota", "efs orphans"],
      ]),
    ),
  },
  { name: "doctor", actions: { "iam:SimulatePrincipalPolicy": ["doctor"] } },
];

export const permissions: readonly string[] = permissionGroups.flatMap(({ actions }) => Object.keys(actions));
