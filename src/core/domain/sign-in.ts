import type { AppType } from "../app/app.ts";
import { formatDuration } from "../time.ts";
import { usageError } from "../errors.ts";

/**
 * The landing pages of a sign-in, by the names that users type (SageMaker API: CreatePresignedDomainUrl, LandingUri; service-facts: Opening
 * Studio).
 */
const uris = {
  studio: "studio::",
  jupyterlab: "app:JupyterLab:",
  jupyterserver: "app:JupyterServer:",
  codeeditor: "app:CodeEditor:",
} as const;

export type Landing = keyof typeof uris;
export const landings = ["studio", "jupyterlab", "jupyterserver", "codeeditor"] as const satisfies readonly Landing[];

export function landingUri(landing: Landing): string {
  return uris[landing];
}

/** The landing page that opens the app of a space; undefined for a type that does not open in a browser. */
export function landingOf(type: AppType | undefined): Landing | undefined {
  return landings.find((landing) => uris[landing] === `app:${type}:`);
}

/**
 * The ranges of the service in seconds (service-facts: The Jupyter server): how long a URL can be used, and how long what it opens lasts.
 */
export const signInRanges = { expires: { min: 5, max: 300 }, session: { min: 1_800, max: 43_200 } } as const;

/**
 * Converts a lifetime in milliseconds to whole seconds. Throws a usage error for a value outside the service's range. `flag` is
 * `--expires`.
 */
export function lifetimeSeconds(milliseconds: number, { min, max }: { readonly min: number; readonly max: number }, flag: string): number {
  const seconds = milliseconds / 1_000;
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds;
  throw usageError(`${flag} does not take ${seconds} seconds`, {
    why: `the service accepts ${min} to ${max} seconds`,
    fix: `a duration from ${formatDuration(min * 1_000)} to ${formatDuration(max * 1_000)}`,
  });
}
