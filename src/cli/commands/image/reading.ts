import { type Attachment, whereText } from "../../../core/image-attachments.ts";
import type { Attachments } from "../../../operations/image/attachments.ts";
import type { Work } from "../../../operations/sweep/region.ts";
import type { Context } from "../../context.ts";
import { failureLines } from "../../failures.ts";
import { exitCodes } from "../../exit-codes.ts";

const concurrency = 10;

/** How the levels of a Region are read. */
export async function workOf(context: Context): Promise<Work> {
  return { concurrency, progress: await context.progress(), signal: context.signal };
}

/** What is said where not all levels could be read. */
export function unreadEnding({ unread, failed }: Pick<Attachments, "unread" | "failed">) {
  return { footer: [...unread.map((why) => `warning: ${why}`), ...failureLines(failed)], ...(unread.length > 0 && { exitCode: exitCodes.partlyFailed }) };
}

/** Where an image is attached, each level once. */
export function whereTexts(attachments: readonly Attachment[], domains: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set(attachments.map((attachment) => whereText(attachment, domains)))];
}

/** `nlp:v2`, `nlp@0123456789ab`: a container without its registry and most of its digest. */
export function shortContainer(uri: string): string {
  return uri.replace(/^[^/]*\//, "").replace(/@sha256:([0-9a-f]{12})[0-9a-f]+$/, "@$1");
}
