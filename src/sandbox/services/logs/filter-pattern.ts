import { invalidParameter } from "./streams.ts";

/**
 * Whether a message meets a filter pattern of words: all of them, none of those behind a `-`, and of those behind a `?`
 * one (CloudWatch Logs: filter pattern syntax). Throws InvalidParameterException for what the service refuses, and for
 * patterns over JSON, columns and regular expressions, which the sandbox does not read.
 */
export function meetsPattern(pattern: string): (message: string) => boolean {
  if (/^\s*[{[]|%/.test(pattern)) throw invalidParameter("The sandbox reads filter patterns of words only.");
  const terms = [...pattern.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = "", quoted, plain]) => ({
    sign,
    text: quoted?.replaceAll(/\\(.)/g, "$1") ?? word(plain ?? ""),
  }));
  const of = (sign: string): string[] => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [all, none, some] = [of(""), of("-"), of("?")];
  return (message) => {
    const has = (text: string): boolean => message.includes(text);
    return all.every(has) && !none.some(has) && (some.length === 0 || some.some(has));
  };
}

function word(text: string): string {
  if (/^\w+$/.test(text)) return text;
  throw invalidParameter(`Invalid character(s) in term '${text}'`);
}
