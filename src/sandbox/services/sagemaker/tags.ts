import type { Context, Operation, TagList } from "../../operation.ts";
import { resourceNotFound, validationException } from "../../protocol/service-error.ts";
import { invalidToken } from "./listing.ts";

interface AddTagsInput {
  readonly ResourceArn: string;
  readonly Tags: TagList;
}

export const addTags: Operation<AddTagsInput> = ({ ResourceArn, Tags }, context) => {
  requireTaggable(context, ResourceArn);
  addTagsTo(context, ResourceArn, Tags);
  return { Tags: tagList(context, ResourceArn) };
};

/** All in one page: a resource has 50 tags at most, and a page has 50 at least (SageMaker API: ListTags). */
export const listTags: Operation<{ readonly ResourceArn: string; readonly NextToken?: string }> = ({ ResourceArn, NextToken }, context) => {
  requireTaggable(context, ResourceArn);
  // There is only one page, so every token is invalid.
  if (NextToken !== undefined) throw invalidToken(NextToken);
  return { Tags: tagList(context, ResourceArn) };
};

interface DeleteTagsInput {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

export const deleteTags: Operation<DeleteTagsInput> = ({ ResourceArn, TagKeys }, context) => {
  requireTaggable(context, ResourceArn);
  const { tags } = context.state.sagemaker;
  const kept = Object.entries(tags[ResourceArn] ?? {}).filter(([key]) => !TagKeys.includes(key));
  tags[ResourceArn] = Object.fromEntries(kept);
  return {};
};

const maximumTags = 50;

/**
 * Adds tags to an ARN, replacing those of the same key; more than 50 in all are refused, and keys that begin with `aws:`
 * (Tagging AWS Resources: tag naming limits; the text is inferred).
 */
function addTagsTo({ state }: Context, arn: string, tags: TagList): void {
  const reserved = tags.find(({ Key }) => /^aws:/i.test(Key));
  if (reserved !== undefined) throw validationException(`Tag key [${reserved.Key}] is invalid: keys that begin with aws: are reserved.`);
  const all = { ...state.sagemaker.tags[arn], ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
  if (Object.keys(all).length > maximumTags) {
    throw validationException(`The number of tags for resource [${arn}] exceeds the limit of ${maximumTags}.`);
  }
  state.sagemaker.tags[arn] = all;
}

/** The tags that an entity is created with: tags of an earlier entity of the same name are removed. */
export function setTags(context: Context, arn: string, tags: TagList = []): void {
  delete context.state.sagemaker.tags[arn];
  if (tags.length > 0) addTagsTo(context, arn, tags);
}

function tagList({ state }: Context, arn: string): TagList {
  return Object.entries(state.sagemaker.tags[arn] ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** Throws ResourceNotFound where nothing has this ARN. */
function requireTaggable({ state }: Context, arn: string): void {
  const { domains, userProfiles, spaces, apps, images, appImageConfigs, lifecycleConfigs } = state.sagemaker;
  const known = [
    Object.values(domains).map(({ DomainArn }) => DomainArn),
    Object.values(userProfiles).map(({ UserProfileArn }) => UserProfileArn),
    Object.values(spaces).map(({ SpaceArn }) => SpaceArn),
    Object.values(apps).flatMap(({ AppArn, Status }) => (Status === "Deleted" ? [] : [AppArn])),
    Object.values(images).map(({ ImageArn }) => ImageArn),
    Object.values(appImageConfigs).map(({ AppImageConfigArn }) => AppImageConfigArn),
    Object.values(lifecycleConfigs).map(({ StudioLifecycleConfigArn }) => StudioLifecycleConfigArn),
  ];
  if (!known.some((arns) => arns.includes(arn))) throw resourceNotFound(`Resource [${arn}] does not exist.`);
}
