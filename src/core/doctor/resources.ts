import { studioLogGroup } from "../app/log-streams.ts";

/** Where a caller's resources are: what their ARNs begin with. */
export interface ArnPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** Of a caller's ARN and a Region. */
export function arnPlaceOf(callerArn: string, region: string): ArnPlace {
  const [, partition = "aws", , , account = "*"] = callerArn.split(":");
  return { partition, account, region };
}

/** What actions are done to, where policies may name it (Service Authorization Reference). The first that fits counts. */
const resources: readonly (readonly [action: RegExp, resource: (noun: string, place: ArnPlace) => string])[] = [
  [/^sagemaker:(?:AddTags|DeleteTags|ListTags)$/, (_, place) => sageMaker("app", place)],
  [/^sagemaker:CreatePresignedDomainUrl$/, (_, place) => sageMaker("user-profile", place)],
  [/^sagemaker:ListImageVersions$/, (_, place) => sageMaker("image", place)],
  [/^sagemaker:(?:Create|Describe|Update|Delete)(\w+)$/, (noun, place) => sageMaker(kebab(noun), place)],
  [/^iam:\w+?(?:Role|RolePolicy|RolePolicies)$/, (_, { partition, account }) => `arn:${partition}:iam::${account}:role/*`],
  [/^ecr:/, (_, { partition, account, region }) => `arn:${partition}:ecr:${region}:${account}:repository/*`],
  [/^logs:/, (_, { partition, account, region }) => `arn:${partition}:logs:${region}:${account}:log-group:${studioLogGroup}:*`],
  [/^elasticfilesystem:/, (_, { partition, account, region }) => `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/*`],
];

/** The ARN of all that an action can be done to; undefined where policies can name nothing but `*`. */
export function resourceOf(action: string, place: ArnPlace): string | undefined {
  for (const [pattern, resource] of resources) {
    const match = pattern.exec(action);
    if (match !== null) return resource(match[1] ?? "", place);
  }
  return undefined;
}

function sageMaker(kind: string, { partition, account, region }: ArnPlace): string {
  return `arn:${partition}:sagemaker:${region}:${account}:${kind}/*`;
}

/** `UserProfile` as `user-profile`. */
function kebab(noun: string): string {
  return noun.replaceAll(/\B[A-Z]/g, "-$&").toLowerCase();
}
