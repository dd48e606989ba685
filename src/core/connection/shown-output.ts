import { visibleLine } from "../visible.ts";

const maxCharacters = 600;

/** `password=…`, `"SecretAccessKey": "…"`, `token …`. */
const named = /((?:secret|token|password|passwd|pwd|access_?key|api_?key)\w*["']?\s*[:=]\s*["']?)[^\s"',;]+/gi;
/** Keys, tokens and cookies: long, without blanks, of letters in both cases and digits; no path. */
const long = /(?<![\w/.+=-])(?=[\w+=/-]*[a-z])(?=[\w+=/-]*[A-Z])(?=[\w+=/-]*\d)[A-Za-z0-9+=_-][\w+=/-]{23,}/g;
const accessKey = /\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g;
const userInfo = /\/\/[^/@\s]+@/g;

/** What another program wrote, for one line of a message: the end of it, escaped, without what looks like a secret. */
export function shownOutput(text: string): string {
  const clean = text
    .trim()
    .replace(userInfo, "//***@")
    .replace(named, "$1***")
    .replace(accessKey, "***")
    .replace(long, "***")
    .replaceAll(/\s*\r?\n\s*/g, " / ");
  return visibleLine(clean.length > maxCharacters ? `…${clean.slice(-maxCharacters)}` : clean);
}
