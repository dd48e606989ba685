import { accountOf } from "../../../operations/sweep/account.ts";
import { lookingOnlyIfAsked } from "../../../operations/sweep/policies.ts";
import { explainApp } from "../../../operations/sweep/explain.ts";
import { parseAppReference } from "../../../core/reference.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { theDomain, wordOrStdin } from "../../targets.ts";
import { explanationDetails } from "./explanation.ts";
import { knownSightings } from "../../known-state.ts";
import { stateFlag } from "../../state-flag.ts";
import { policyFlags } from "./flags.ts";
import { policyOf } from "./policy.ts";
import { regionOf } from "./regions.ts";

export const autoShutdownExplain = defineCommand({
  name: "auto-shutdown explain",
  summary: "Show why one app would be kept or stopped, and when",
  description:
    "Shows the policy and where each part of it comes from, every observation with its age, the service's own idle shutdown, " +
    "the verdict now, and when the app would be stopped if nothing changes. Changes nothing, not even what sweeps remember.",
  args: {
    app: requiredArgument("APP", "NAME, OWNER/NAME, OWNER/TYPE/NAME or DOMAIN/OWNER/TYPE/NAME, or - for one on stdin", {
      completes: "app",
    }),
  },
  flags: { ...policyFlags, state: stateFlag },
  examples: [
    ["Show why an app is still running", "studioctl auto-shutdown explain alice/vision-gpu --domain research"],
    [
      "Show which rule of a policy applies to it",
      "studioctl auto-shutdown explain space:nlp-notebooks/default -d research --policy examples/auto-shutdown-policy.yaml",
    ],
    ["Print when an app would be stopped", "studioctl auto-shutdown explain ben/features -d research --query WouldStopAt"],
  ],
  seeAlso: ["auto-shutdown plan", "app keep", "help policies", "help references"],
  async run({ args, flags, context }) {
    const reference = parseAppReference(await wordOrStdin(args.app, context));
    const { policies, exclude, file } = await policyOf(context, flags);
    const DomainId = await theDomain(context, reference.domain);
    const sightings = await knownSightings(context, flags.state);
    const studio = await context.studio();
    const region = { ...(await regionOf(context, await accountOf([studio], context.signal), undefined)), studio };
    const work = { concurrency: 1, progress: await context.progress(), signal: context.signal };
    const judged = lookingOnlyIfAsked(policies, flags.lookInside === true);
    const explanation = await explainApp(
      { region, clock: context.clock, sightings },
      { reference, DomainId, policies: judged, exclude },
      work,
    );
    return explanationDetails({ ...explanation, inForce: policies.inForce(explanation.facts) }, file);
  },
});
