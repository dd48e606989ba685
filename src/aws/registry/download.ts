import http from "node:http";
import https from "node:https";
import type { Secret } from "../../core/secret.ts";
import type { Agents, AgentsFor } from "../../ports/connection.ts";

/** A config is some kilobytes; a layer, which is not asked for here, could be gigabytes. */
const maxBytes = 4 * 1024 * 1024;
const timeoutMs = 10_000;
const maxRedirects = 3;

/**
 * The text behind a presigned address, or undefined where it cannot be read: it is not shown, nor is an error that could
 * hold it. Aborting `signal` ends it with the signal's reason.
 */
export async function download(address: Secret, signal: AbortSignal, agents?: AgentsFor): Promise<string | undefined> {
  try {
    return await follow(new URL(address.reveal()), AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), maxRedirects, agents?.(1));
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function follow(url: URL, signal: AbortSignal, redirects: number, agents: Agents | undefined): Promise<string | undefined> {
  const response = await get(url, signal, agents);
  const { statusCode = 0, headers } = response;
  if (statusCode === 200) return await bodyOf(response);
  response.destroy();
  if (statusCode < 300 || statusCode >= 400 || headers.location === undefined || redirects === 0) return undefined;
  return await follow(new URL(headers.location, url), signal, redirects - 1, agents);
}

function get(url: URL, signal: AbortSignal, agents: Agents | undefined): Promise<http.IncomingMessage> {
  const secure = url.protocol === "https:";
  const { get: send } = secure ? https : http;
  const agent = (secure ? agents?.https : agents?.http) ?? false;
  return new Promise((resolve, reject) => {
    // Stays on: an aborted request emits once more after its answer has begun.
    send(url, { signal, agent }, resolve).on("error", reject);
  });
}

async function bodyOf(response: http.IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
