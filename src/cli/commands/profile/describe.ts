import { checkUserName } from "../../../core/reference.ts";
import { effectiveSettings } from "../../../core/settings/effective.ts";
import { describeDomain } from "../../../operations/domain/describe.ts";
import { describeUserProfile } from "../../../operations/profile/describe.ts";
import { statusTone, timeAndAge } from "../../views/columns.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { type Fields, details, known } from "../../result.ts";
import { theDomain } from "../../targets.ts";

export const profileDescribe = defineCommand({
  name: "profile describe",
  summary: "Show one user profile, its home directory and the settings that apply to it",
  args: { user: requiredArgument("USER", "name of the user profile", { completes: "user", check: checkUserName }) },
  examples: [
    ["Show a user and where each setting comes from", "studioctl profile describe alice --domain research"],
    ["Print the POSIX uid of the home directory", "studioctl profile describe alice -d research --query HomeEfsFileSystemUid"],
  ],
  async run({ args, context }) {
    const studio = await context.studio();
    const DomainId = await theDomain(context);
    const profile = await describeUserProfile({ studio }, { DomainId, UserProfileName: args.user });
    const domain = await describeDomain({ studio }, DomainId);
    const EffectiveSettings = effectiveSettings(profile, domain);
    // In a domain without a file system a uid has no home directory (service-facts: The model of Studio).
    const uid = domain.HomeEfsFileSystemId === undefined ? undefined : profile.HomeEfsFileSystemUid;
    const HomeDirectory = uid === undefined ? undefined : `/${uid}`;
    const fields: Fields = [
      ["User", profile.UserProfileName],
      ["Domain", profile.DomainId],
      ["Status", profile.Status, statusTone(profile.Status)],
      ["Why", profile.FailureReason],
      ["Home directory", HomeDirectory === undefined ? undefined : `${HomeDirectory} (uid ${uid})`],
      ...EffectiveSettings.map(({ Setting, Value, From }) => [Setting, `${Value} (from the ${From})`] as const),
      ["Created", timeAndAge(profile.CreationTime, context.clock.now())],
    ];
    return details({
      document: { ...profile, ...(HomeDirectory !== undefined && { HomeDirectory }), EffectiveSettings },
      fields: known(fields),
      name: profile.UserProfileName,
    });
  },
});
