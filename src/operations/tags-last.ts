import type { Tag } from "../core/app/app.ts";
import type { Difference } from "../core/settings/difference.ts";
import type { Tags } from "../ports/studio.ts";
import { withWhatIsDone } from "./errors.ts";

interface Written {
  readonly arn: string;
  /** For messages: `domain d-1`. */
  readonly what: string;
  readonly tags: readonly Tag[];
  /** Differences of settings and tags; the settings are already written. */
  readonly differences: readonly Difference[];
}

/**
 * Writes the tags of an update, after its settings: if the settings are refused, nothing is half written. Rejects as AddTags does, with the
 * settings that are already written.
 */
export async function writeTagsLast(studio: Pick<Tags, "addTags">, { arn, what, tags, differences }: Written): Promise<void> {
  if (tags.length === 0) return;
  try {
    await studio.addTags(arn, tags);
  } catch (error) {
    const settings = differences.filter(({ Setting }) => !Setting.startsWith("Tags.")).map(({ Setting }) => Setting);
    throw withWhatIsDone(
      error,
      settings.length === 0 ? [] : [`${what} has its new ${settings.join(", ")}`],
      "run the same command again: it writes what is missing",
    );
  }
}
