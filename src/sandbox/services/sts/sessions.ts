import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Caller } from "../../home.ts";
import type { Credentials, RoleSession, RoleSessions } from "../../ports.ts";

/*
 * Sessions of assumed roles. Nothing is stored: a session token contains the session, and its secret key follows from it, so that only
 * this sandbox can make one.
 */

const marker = "studioctl-sandbox-session.";
/** RFC 4648. */
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** `secret` is this sandbox's own. */
export function createRoleSessions(secret: Buffer = randomBytes(32)): RoleSessions {
  const mac = (text: string): string => createHmac("sha256", secret).update(text).digest("base64url");
  return {
    issue(session) {
      const text = Buffer.from(JSON.stringify(session)).toString("base64url");
      const token = `${marker}${text}.${mac(text)}`;
      return { ...credentialsOf(session.caller, token), token };
    },
    find(token) {
      if (!token.startsWith(marker)) return undefined;
      const [text = "", seal = ""] = token.slice(marker.length).split(".");
      const [expected, given] = [Buffer.from(mac(text)), Buffer.from(seal)];
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return "forged";
      const session: RoleSession = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
      return { session, credentials: credentialsOf(session.caller, token) };
    },
  };

  function credentialsOf({ account }: Caller, token: string): Credentials {
    return { accessKeyId: accessKeyOf(account, token), secretAccessKey: mac(`secret of ${token}`) };
  }
}

/**
 * The id of a key that belongs to an account: the account is in it, in the bits 7 to 47 of what follows the prefix (as
 * `aws sts get-access-key-info` reads it).
 */
function accessKeyOf(account: string, token: string): string {
  const rest = createHmac("sha256", "access key").update(token).digest();
  const number = (BigInt(account) << 7n) | (1n << 47n);
  const bytes = Buffer.concat([Buffer.from(number.toString(16).padStart(12, "0"), "hex"), rest.subarray(0, 4)]);
  let bits = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (let index = 0; index < 16; index += 1) {
    text = `${letters[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return `ASIA${text}`;
}
