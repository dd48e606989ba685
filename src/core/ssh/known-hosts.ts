/*
 * The file of host keys of one space. Its first line names the life of the app that the keys are of: a container makes its keys
 * when it starts (inferred, service-facts: Remote access), so keys of an earlier life say nothing about this one.
 * ssh itself adds keys below (StrictHostKeyChecking accept-new) and skips the line, which is a comment (sshd(8)).
 */

const mark = "# app created ";

/** The file as it should be before ssh reads it: the same text where its keys are of this life, else empty but for the mark. */
export function keysOfLife(text: string, created: Date | undefined): string {
  const line = `${mark}${created?.toISOString() ?? "at an unknown time"}\n`;
  return created !== undefined && text.startsWith(line) ? text : line;
}
