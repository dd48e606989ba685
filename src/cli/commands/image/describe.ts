import { appReference } from "../../../core/app/app.ts";
import { type AppImageConfig, checkImageName, type ImageVersion } from "../../../core/image/image.ts";
import type { Attachment } from "../../../core/image/attachments.ts";
import { typesOf } from "../../../core/image/config.ts";
import { levelOf, levelText } from "../../../core/settings/level.ts";
import { type DescribedImage, describeImage } from "../../../operations/image/describe.ts";
import { age, statusTone, timeAndAge } from "../../views/columns.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { type Fields, details, known } from "../../result.ts";
import { theDomainNamed } from "../../targets.ts";
import { withUnread, workOf } from "../../views/settings-levels.ts";

export const imageDescribe = defineCommand({
  name: "image describe",
  summary: "Show one image: its versions, where it is attached, and which apps run with it",
  args: { image: requiredArgument("IMAGE", "name of the image", { completes: "image", check: checkImageName }) },
  examples: [
    ["Show an image", "studioctl image describe pytorch"],
    ["Print the container of its latest version", "studioctl image describe pytorch --query 'Versions[0].ContainerImage'"],
  ],
  async run({ args, context }) {
    const [studio, images] = await Promise.all([context.studio(), context.images()]);
    const { image, domains, unread } = await describeImage(
      { studio, images },
      args.image,
      await theDomainNamed(context),
      await workOf(context),
    );
    const untyped = image.AppImageConfigs.filter((config) => typesOf(config).length === 0).map(
      ({ AppImageConfigName }) => AppImageConfigName,
    );
    const described = details({
      document: { ...image, ...(untyped.length > 0 && { UntypedAppImageConfigs: untyped }) },
      name: image.ImageName,
      fields: known(fieldsOf(image, domains, context.clock.now())),
    });
    return withUnread(described, unread);
  },
});

function fieldsOf(image: DescribedImage, domains: ReadonlyMap<string, string>, now: Date): Fields {
  return [
    ["Image", image.ImageName],
    ["Display name", image.DisplayName],
    ["Description", image.Description],
    ["Status", image.ImageStatus, statusTone(image.ImageStatus)],
    ["Why", image.FailureReason],
    ["Role", image.RoleArn],
    ["Created", timeAndAge(image.CreationTime, now)],
    ["Versions", lines(image.Versions, (version) => versionText(version, now))],
    ["App image configs", lines(image.AppImageConfigs, configText)],
    ["Attached to", lines(image.Attachments, (attachment) => attachmentText(attachment, domains)) || "nothing"],
    ["Running with it", lines(image.Apps, appReference)],
  ];
}

function lines<T>(items: readonly T[], text: (item: T) => string): string {
  return items.map(text).join("\n");
}

/** `2  CREATED  3h 12m  123456789012.dkr.ecr…`. */
function versionText(
  { Version, ImageVersionStatus, CreationTime, ContainerImage, BaseImage, FailureReason }: ImageVersion,
  now: Date,
): string {
  return [`${Version}`, ImageVersionStatus, age(CreationTime, now), ContainerImage ?? BaseImage, FailureReason]
    .filter((part) => part !== undefined)
    .join("  ");
}

/** `pytorch-kernelgateway  KernelGateway  kernel python3 (NLP)`. */
function configText(config: AppImageConfig): string {
  const kernels = config.KernelGatewayImageConfig?.KernelSpecs ?? [];
  const names = kernels.map(({ Name, DisplayName }) => `kernel ${Name}${DisplayName === undefined ? "" : ` (${DisplayName})`}`);
  const types = typesOf(config);
  return [
    config.AppImageConfigName,
    ...(types.length === 0 ? ["no type: no app can start with it; studioctl image attach completes it"] : types),
    ...names,
  ].join("  ");
}

function attachmentText(attachment: Attachment, domains: ReadonlyMap<string, string>): string {
  const version = attachment.ImageVersionNumber === undefined ? "latest version" : `version ${attachment.ImageVersionNumber}`;
  return [levelText(levelOf(attachment), domains), attachment.AppType, version, attachment.AppImageConfigName].join("  ");
}
