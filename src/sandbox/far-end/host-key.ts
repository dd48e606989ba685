import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import type { AppRun } from "../ports.ts";

/** The bytes before the seed of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");
const keyType = "ssh-ed25519";

/**
 * The host key of a container in OpenSSH's format (PROTOCOL.key). It follows from the app and its start: every process of the sandbox shows
 * the same one, and a container that is started again has another. It protects nothing, because clients come through a channel with a
 * token.
 */
export function hostKey({ key, startedAt }: AppRun): string {
  const seed = createHash("sha256").update(`host key of ${key} since ${startedAt}`).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
  const publicKey = Buffer.from(createPublicKey(privateKey).export({ format: "jwk" }).x ?? "", "base64url");
  const publicBlob = Buffer.concat([string(keyType), string(publicKey)]);
  const check = number(0);
  const secret = Buffer.concat([check, check, string(keyType), string(publicKey), string(Buffer.concat([seed, publicKey])), string("")]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, place) => place + 1));
  const none = string("none");
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    none,
    none,
    string(""),
    number(1),
    string(publicBlob),
    string(Buffer.concat([secret, padding])),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${whole.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
