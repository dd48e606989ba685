import { appReference } from "../../../core/app/app.ts";
import { checkImageName, customImageTypes } from "../../../core/image/image.ts";
import type { Attachment } from "../../../core/image/attachments.ts";
import { levelOf, levelReference, levelText } from "../../../core/settings/level.ts";
import { type DetachPlan, type Detachment, detachImage, planDetach } from "../../../operations/image/detach.ts";
import type { Column } from "../../../output/column.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import type { Context } from "../../context.ts";
import { choiceFlag, switchFlag } from "../../flags.ts";
import { ownerFlags, ownerOfFlags } from "../../common-flags.ts";
import { errorMembers, failureLines } from "../../views/failures.ts";
import { tableText } from "../../views/present.ts";
import { type Rows, rows } from "../../result.ts";
import { theLevelNamed } from "../../targets.ts";
import { detachExitCode, withUnread, workOf } from "../../views/settings-levels.ts";

const flags = {
  user: { ...ownerFlags.user, summary: "from this user profile" },
  space: { ...ownerFlags.space, summary: "from this space" },
  appType: choiceFlag("TYPE", customImageTypes, "only from the list for this type of app"),
  dryRun: switchFlag("show what would be detached, but change nothing"),
};

export const imageDetach = defineCommand({
  name: "image detach",
  summary: "Detach an image from a domain, a user profile or a space, or everywhere",
  description:
    "With --user or --space, the image is detached there; with a domain and neither of them, from the domain itself and not " +
    "from its users and spaces; with none of the three, from all domains, user profiles and spaces of the Region. Shows where, " +
    "asks for confirmation, and changes nothing else in any list. Apps that run with the image keep running until they are " +
    "stopped.",
  args: { image: requiredArgument("IMAGE", "name of the image", { completes: "image", check: checkImageName }) },
  flags,
  examples: [
    ["Detach an image everywhere", "studioctl image detach pytorch"],
    ["Detach an image from a domain", "studioctl image detach pytorch --domain research"],
    [
      "Detach an image from one user, only for Studio Classic",
      "studioctl image detach pytorch -d research --user alice --app-type KernelGateway --yes",
    ],
    ["Show what would be detached", "studioctl image detach pytorch --dry-run"],
  ],
  async run({ args, flags: given, context }) {
    const level = await theLevelNamed(context, ownerOfFlags(given));
    const [studio, images, progress] = await Promise.all([context.studio(), context.images(), context.progress()]);
    const plan = await planDetach({ studio, images }, { ImageName: args.image, level, type: given.appType }, await workOf(context));
    if (given.dryRun || plan.attachments.length === 0) return planned(plan, args.image, level !== undefined);
    await confirm(context, plan, args.image);
    const { timeout, noWait } = context.globals;
    const outcomes = await detachImage(
      { studio, clock: context.clock, progress },
      plan.attachments,
      { timeoutMs: timeout, signal: context.signal },
      !noWait,
    );
    return detached(plan, outcomes, !noWait);
  },
});

async function confirm(context: Context, plan: DetachPlan, image: string): Promise<void> {
  const { attachments, domains } = plan;
  if (!context.globals.yes && context.mayPrompt)
    await context.io.stderr.write(await tableText(attachments, attachmentColumns(domains), context.io.stderr));
  await confirmOrDecline(
    context,
    attachments.length === 1 ? `Detach ${image} there?` : `Detach ${image} from these ${attachments.length} lists?`,
  );
}

function attachmentColumns(domains: ReadonlyMap<string, string>): readonly Column<Attachment>[] {
  return [
    { header: "WHERE", value: (attachment) => levelText(levelOf(attachment), domains) },
    { header: "TYPE", value: ({ AppType }) => AppType },
    { header: "VERSION", value: ({ ImageVersionNumber: version }) => (version === undefined ? "latest" : `${version}`), align: "right" },
    { header: "CONFIG", value: ({ AppImageConfigName }) => AppImageConfigName },
  ];
}

const tones = { detached: "good", detaching: "warn", failed: "bad" } as const;

const resultColumns: readonly Column<Detachment>[] = [
  { header: "RESULT", value: ({ Result }) => Result, tone: ({ Result }) => tones[Result] },
  { header: "REASON", value: ({ Reason }) => Reason, wraps: true },
];

function planned(plan: DetachPlan, image: string, isNamed: boolean): Rows {
  const { attachments, domains, unread } = plan;
  const shown = rows(attachments, attachmentColumns(domains), {
    document: attachments.map((attachment) => ({ ...withSpaces(attachment, plan.spaces), Result: "planned" })),
    name: reference,
    empty: `${image} is not attached ${isNamed ? "there" : "anywhere"}: nothing to change`,
    footer: notes(plan, "would go on"),
  });
  return withUnread(shown, unread);
}

function detached(plan: DetachPlan, outcomes: readonly Detachment[], waited: boolean): Rows {
  const errors = errorMembers(outcomes.map(({ error }) => error));
  const shown = rows(outcomes, [...attachmentColumns(plan.domains), ...resultColumns], {
    document: outcomes.map(({ error: _error, ...outcome }, i) => ({ ...withSpaces(outcome, plan.spaces), ...errors[i] })),
    name: reference,
    empty: "",
    footer: [...notes(plan, "go on"), ...failureLines(outcomes.map((outcome) => ({ target: reference(outcome), error: outcome.error })))],
    exitCode: detachExitCode(outcomes, waited),
  });
  return withUnread(shown, plan.unread);
}

/** The same with the remaining references: the spaces that name the image, by attachment. */
function withSpaces<T extends Attachment>(attachment: T, spaces: DetachPlan["spaces"]) {
  const own = spaces.filter(({ DomainId, AppType }) => DomainId === attachment.DomainId && AppType === attachment.AppType);
  return { ...attachment, ...(own.length > 0 && { SpacesLeft: own.map(({ SpaceName }) => SpaceName) }) };
}

function reference(attachment: Attachment): string {
  return levelReference(levelOf(attachment));
}

function notes({ running, spaces }: DetachPlan, going: string): string[] {
  return [
    ...running.map((app) => `${appReference(app)} runs with it`),
    ...spaces.map(
      ({ SpaceName, DomainId }) =>
        `space ${SpaceName} uses it in its own settings, and can start only while it is attached to its domain or owner: studioctl space update ${SpaceName} --domain ${DomainId} --image none, or another`,
    ),
    ...(running.length === 0 ? [] : [`running apps ${going} until they are stopped: studioctl app stop`]),
  ];
}
