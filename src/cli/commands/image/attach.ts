import { parseContainer } from "../../../core/image/container.ts";
import { checkImageName, type CustomImageType, customImageTypes } from "../../../core/image/image.ts";
import { checkForm } from "../../../core/domain/setup.ts";
import { usageError } from "../../../core/errors.ts";
import { checkConfigRequest, checkKernelName, checkMountPath, parseVariables } from "../../../core/image/config.ts";
import { levelFlags, levelLabel } from "../../../core/settings/level.ts";
import { patterns } from "../../../core/service-model.ts";
import { type Attached, applyAttach } from "../../../operations/image/attach/apply.ts";
import { type AttachPlan, type AttachRequest, planAttach } from "../../../operations/image/attach/plan.ts";
import { type SpaceOnImage, spacesOnImage } from "../../../operations/image/spaces.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import type { Context } from "../../context.ts";
import { differenceColumns } from "../../views/difference.ts";
import { type Flag, type FlagValues, choiceFlag, integerFlag, listFlag, switchFlag, textFlag } from "../../flags.ts";
import { ownerFlags, ownerOfFlags, waitingOf } from "../../common-flags.ts";
import { tableText } from "../../views/present.ts";
import { type Details, type Result, details, known, rows } from "../../result.ts";
import { theDomain } from "../../targets.ts";
import { notChecked } from "../domain/flags.ts";
import { workOf } from "../../views/settings-levels.ts";
import { unlessDenied } from "../../../operations/errors.ts";

const largestId = 65_535;

const flags = {
  ecr: textFlag("URI|REPO:TAG|REPO@DIGEST", "the container in ECR (default: the image as it is)", {
    check: (text, name) => void parseContainer(text, name),
  }),
  role: textFlag(
    "ARN",
    "role that pulls the container; changes the role of an existing image (default for a new image: the execution role of the domain)",
    { check: checkForm("RoleArn") },
  ),
  user: { ...ownerFlags.user, summary: "only for this user profile; without --user and --space, for the whole domain" },
  space: { ...ownerFlags.space, summary: "only for this shared space of Studio Classic" },
  appType: choiceFlag("TYPE", customImageTypes, "app type that uses the image: KernelGateway (default), JupyterLab or CodeEditor"),
  kernel: textFlag("NAME", "name of the kernel in the container, as `jupyter kernelspec list` prints it", { check: checkKernelName }),
  kernelDisplayName: textFlag("TEXT", "name of the kernel that Studio shows (default: the name of the image)"),
  mountPath: textFlag("P", "path of the home directory in the container (default: /home/sagemaker-user)", { check: checkMountPath }),
  uid: integerFlag("user id that it runs as: 1000 with --gid 100, or 0 with --gid 0", { min: 0, max: largestId }),
  gid: integerFlag("group id of that user", { min: 0, max: largestId }),
  entrypoint: textFlag("A", "entrypoint of the container, for JupyterLab and CodeEditor"),
  args: listFlag("ARG", "arguments of the container, for JupyterLab and CodeEditor"),
  env: variablesFlag("environment variables of the container, for JupyterLab and CodeEditor"),
  configName: textFlag("N", "name of the app image config (default: made of the image name and the app type)", { check: checkConfigName }),
  version: versionFlag("use this version of the image; latest also follows newer versions"),
  dryRun: switchFlag("show the difference, but change nothing"),
};

export const imageAttach = defineCommand({
  name: "image attach",
  summary: "Make an image of a container and attach it, so that users can choose it",
  description:
    "One step from a pushed container to a usable kernel. Checks the container, then creates what is missing: the image, a new " +
    "version if the container has changed, the app image config, and the entry in the list of the domain, user or space. " +
    "Nothing else in these settings changes. Asks for confirmation only if an existing setting changes. Run again after an " +
    "interruption, it continues with what is missing; if everything exists, it changes nothing. With --no-wait it does not " +
    "wait for the last step.",
  args: { image: requiredArgument("IMAGE", "name of the image", { completes: "image", check: checkImageName }) },
  flags,
  examples: [
    [
      "Attach a kernel for all users of a domain",
      "studioctl image attach pytorch --domain research --ecr studio/pytorch:2.4 --kernel python3",
    ],
    [
      "For one user, as root",
      "studioctl image attach pytorch -d research --user alice --ecr studio/pytorch:2.4 --kernel python3 --uid 0 --gid 0 --config-name pytorch-root",
    ],
    [
      "Show what would change for JupyterLab",
      "studioctl image attach pytorch -d research --ecr studio/pytorch:2.4 --app-type JupyterLab --dry-run",
    ],
  ],
  asks: [
    { by: ["image"], isNew: ({ ecr }) => ecr !== undefined },
    { by: ["domain"], along: true },
  ],
  async run({ args, flags: given, context }) {
    const request = requestOf(args.image, given);
    const [studio, images] = await Promise.all([context.studio(), context.images()]);
    const level = { DomainId: await theDomain(context), owner: ownerOfFlags(given) };
    const ports = { studio, images, registry: () => context.registry(), roles: () => context.roles() };
    const plan = await planAttach(ports, { ...request, level });
    const { image } = plan.facts;
    const under =
      image === undefined
        ? []
        : await unlessDenied([], async () => await spacesOnImage({ studio }, level, request.type, image, await workOf(context)));
    if (given.dryRun) return dryRun(plan);
    await show(context, plan.differences);
    if (plan.alters) await confirmOrDecline(context, `Change the settings of image ${args.image} in ${levelLabel(level)}?`);
    const waiting = waitingOf(context);
    const always = { timeoutMs: context.globals.timeout, signal: context.signal };
    const attached = await applyAttach({ studio, images, clock: context.clock, progress: await context.progress() }, plan, always, waiting);
    return attachedDetails(
      plan,
      attached,
      under.filter(({ Version }) => Version !== undefined && Version !== attached.version.Version),
    );
  },
});

function requestOf(ImageName: string, given: FlagValues<typeof flags>): Omit<AttachRequest, "level"> {
  ownerOfFlags(given);
  const { ecr, role, configName, version, appType: type = "KernelGateway", ...config } = given;
  if (given.space !== undefined && type !== "KernelGateway") throw noListOfSpace(given.space, type);
  checkConfigRequest(type, config);
  return { ImageName, type, version, role, configName, config, container: ecr === undefined ? undefined : parseContainer(ecr, "--ecr") };
}

/** SageMaker API: SpaceJupyterLabAppSettings, SpaceCodeEditorAppSettings. */
function noListOfSpace(space: string, type: CustomImageType): Error {
  return usageError(`--space cannot be used with --app-type ${type}`, {
    why: `spaces of ${type} list no images: they use those of their owner and of the domain`,
    fix: `attach it to the user with --user, or to the domain; then studioctl space update ${space} --image NAME`,
  });
}

/** The difference on stderr, before the change. */
async function show({ globals, mayPrompt, io }: Context, differences: AttachPlan["differences"]): Promise<void> {
  const isAsked = mayPrompt && !globals.yes;
  const isRead = !globals.quiet && (globals.output === "table" || globals.output === "wide");
  if (differences.length > 0 && (isAsked || isRead)) await io.stderr.write(await tableText(differences, differenceColumns, io.stderr));
}

function dryRun({ differences, request, entry, notes, unknown }: AttachPlan): Result {
  const { level, type } = request;
  return rows(differences, differenceColumns, {
    document: {
      ...entry,
      AppType: type,
      DomainId: level.DomainId,
      ...level.owner,
      DryRun: true,
      Changed: differences.length > 0,
      Differences: differences,
    },
    name: (difference) => (difference === differences[0] ? request.ImageName : undefined),
    empty: "already attached: nothing to change",
    footer: [...notes, ...unknown.map(notChecked)],
  });
}

function attachedDetails(
  { request, differences, notes, unknown }: AttachPlan,
  { image, version, entry, Status }: Attached,
  stay: readonly SpaceOnImage[],
): Details {
  const { level, type } = request;
  const { ImageName, ImageVersionNumber, AppImageConfigName } = entry;
  const ContainerImage = version.ContainerImage ?? version.BaseImage;
  const { Version } = version;
  return details({
    document: {
      ImageName,
      ImageArn: image.ImageArn,
      Version,
      ...(ImageVersionNumber !== undefined && { ImageVersionNumber }),
      ContainerImage,
      AppImageConfigName,
      AppType: type,
      DomainId: level.DomainId,
      ...level.owner,
      Status,
      Attached: true,
      Changed: differences.length > 0,
      Differences: differences,
      ...(stay.length > 0 && { SpacesOnOtherVersions: stay }),
    },
    name: ImageName,
    fields: known([
      ["Image", ImageName],
      ["Version", ImageVersionNumber === undefined ? `${Version}, the latest` : String(Version)],
      ["Container", ContainerImage],
      ["App image config", AppImageConfigName],
      ["For", type],
      ["Attached to", levelLabel(level)],
    ]),
    footer: [
      ...(differences.length === 0 ? ["already attached: nothing was changed"] : []),
      ...(Status === "InService" ? [] : [`${differences.length === 0 ? "" : "accepted: "}${levelLabel(level)} is ${Status}`]),
      ...notes,
      ...unknown.map(notChecked),
      ...stay.map(
        (space) =>
          `space ${space.SpaceName} stays on version ${space.Version}: studioctl space update ${space.SpaceName} --domain ${space.DomainId} --image-version ${Version}`,
      ),
      `start an app with it: ${startLine(request, ImageVersionNumber)}`,
    ],
  });
}

/** The command that uses it; with USER and SPACE as placeholders. */
function startLine({ ImageName, type, level }: AttachRequest, pinned: number | undefined): string {
  const { DomainId, owner } = level;
  if (type !== "KernelGateway") {
    const user = owner !== undefined && "UserProfileName" in owner ? owner.UserProfileName : "USER";
    return `studioctl space create SPACE --domain ${DomainId} --owner ${user} --app-type ${type} --image ${ImageName}`;
  }
  const whose = owner === undefined ? `--domain ${DomainId} --user USER` : levelFlags(level);
  return `studioctl app start ${whose} --type KernelGateway --image ${ImageName}${pinned === undefined ? "" : ` --image-version ${pinned}`}`;
}

function versionFlag(summary: string): Flag<number | "latest"> {
  return {
    summary,
    placeholder: "N|latest",
    defaultText: "latest",
    absent: "latest",
    parse: (texts, name) => {
      const text = texts.at(-1) ?? "";
      if (text === "latest") return text;
      if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
      throw usageError(`${name} does not take "${text}"`, { fix: "the number of a version, or latest" });
    },
  };
}

function variablesFlag(summary: string): Flag<Readonly<Record<string, string>>> {
  return { summary, placeholder: "K=V", many: true, absent: {}, parse: parseVariables };
}

function checkConfigName(text: string, flag: string): void {
  if (patterns.AppImageConfigName.test(text) && text.length <= 63) return;
  throw usageError(`${flag} does not take "${text}"`, { fix: "letters, digits and inner hyphens, at most 63" });
}
