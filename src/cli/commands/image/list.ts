import { type ListedImage, listImages } from "../../../operations/image/list.ts";
import type { Column } from "../../../output/column.ts";
import { ageColumn, createdColumn, statusTone } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { listed } from "../../views/failures.ts";
import { rows } from "../../result.ts";
import { theDomainNamed } from "../../targets.ts";
import { withUnread, workOf } from "../../views/settings-levels.ts";
import { shortContainer, whereTexts } from "./reading.ts";

export const imageList = defineCommand({
  name: "image list",
  summary: "List the SageMaker images of the Region and where they are attached",
  description:
    "For WHERE, every domain, user profile and space of the Region is read, or with --domain those of that domain. What cannot " +
    "be read is a warning, with exit code 3.",
  examples: [
    ["List all images", "studioctl image list"],
    ["Include containers and roles", "studioctl image list -o wide"],
    ["Print the names of images that are not attached", "studioctl image list --query '[?!Attachments].ImageName' -o tsv"],
  ],
  async run({ context }) {
    const [studio, images] = await Promise.all([context.studio(), context.images()]);
    const { output, query } = context.globals;
    const described = query !== undefined || (output !== "table" && output !== "name");
    const ports = { studio, images };
    const { domains, images: list, unread } = await listImages(ports, await theDomainNamed(context), { described }, await workOf(context));
    const result = await listed(context, list, (all) =>
      rows(all, columnsFor(domains, context.clock.now()), {
        name: ({ ImageName }) => ImageName,
        empty: `no image in ${studio.region}: studioctl image attach creates one from a container`,
      }),
    );
    return withUnread(result, unread);
  },
});

function columnsFor(domains: ReadonlyMap<string, string>, now: Date): readonly Column<ListedImage>[] {
  return [
    { header: "IMAGE", value: ({ ImageName }) => ImageName },
    { header: "STATUS", value: ({ ImageStatus }) => ImageStatus, tone: ({ ImageStatus }) => statusTone(ImageStatus), droppable: true },
    { header: "VERSION", value: versionText, tone: ({ LatestVersionStatus = "" }) => statusTone(LatestVersionStatus), align: "right" },
    { header: "CONTAINER", value: ({ ContainerImage = "", BaseImage = ContainerImage }) => shortContainer(BaseImage) },
    { header: "APPS", value: ({ Attachments }) => [...new Set(Attachments.map(({ AppType }) => AppType))].join(", "), droppable: true },
    { header: "WHERE", value: ({ Attachments }) => whereTexts(Attachments, domains).join(", "), wraps: true },
    ageColumn(now),
    createdColumn(),
    { header: "CONTAINER URI", value: ({ ContainerImage = "" }) => ContainerImage, wide: true },
    { header: "ROLE", value: ({ RoleArn = "" }) => RoleArn, wide: true },
  ];
}

/** `3`; `4 CREATE_FAILED` if it is not usable. */
function versionText({ LatestVersion, LatestVersionStatus: status = "" }: ListedImage): string {
  if (LatestVersion === undefined) return "";
  return status === "CREATED" ? `${LatestVersion}` : `${LatestVersion} ${status}`;
}
