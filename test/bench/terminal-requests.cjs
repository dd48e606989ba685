"use strict";
/*
 * The requests of `terminal SPACE -- true` and nothing else, one after another: what no program can do without. It has an end when the
 * shell in the terminal, which becomes `true`, has one. Words: endpoint, domain id, space; the key is in the environment.
 */
const { createHash, createHmac } = require("node:crypto");
const http = require("node:http");
const { WebSocket } = require("ws");

const [endpoint, DomainId, SpaceName] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true });

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** Resolves with the response and its text; one that is not a success or a redirect is an error. */
function send(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece) => (text += piece));
      response.on("end", () => {
        if (response.statusCode >= 400) reject(new Error(`${method} answered ${response.statusCode}: ${text}`));
        else resolve({ response, text });
      });
    });
    request.on("error", reject).end(body);
  });
}

async function call(operation, input) {
  const { host } = new URL(endpoint);
  const body = JSON.stringify(input);
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const target = `SageMaker.${operation}`;
  const names = "host;x-amz-date;x-amz-target";
  const canonical = `POST\n/\n\nhost:${host}\nx-amz-date:${date}\nx-amz-target:${target}\n\n${names}\n${sha256(body)}`;
  const scope = `${date.slice(0, 8)}/us-east-1/sagemaker/aws4_request`;
  const key = scope.split("/").reduce(hmac, `AWS4${process.env.AWS_SECRET_ACCESS_KEY}`);
  const signature = createHmac("sha256", key)
    .update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`)
    .digest("hex");
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Date": date,
    "X-Amz-Target": target,
    Authorization: `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
  return JSON.parse((await send(endpoint, { method: "POST", headers, body })).text);
}

async function main() {
  await call("ListApps", { DomainIdEquals: DomainId, MaxResults: 100 });
  await call("ListSpaces", { DomainIdEquals: DomainId, MaxResults: 100 });
  const space = await call("DescribeSpace", { DomainId, SpaceName });
  await call("DescribeDomain", { DomainId });
  const { AuthorizedUrl } = await call("CreatePresignedDomainUrl", {
    DomainId,
    UserProfileName: space.OwnershipSettings.OwnerUserProfileName,
    SpaceName,
  });
  const cookies = new Map();
  let url = new URL(AuthorizedUrl);
  for (;;) {
    const { response } = await send(url, { headers: { Cookie: cookieOf(cookies) } });
    for (const cookie of response.headers["set-cookie"] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    if (response.headers.location === undefined) break;
    url = new URL(response.headers.location, url);
  }
  const base = new URL("/jupyterlab/default", url).href;
  const headers = { Cookie: cookieOf(cookies), "X-XSRFToken": cookies.get("_xsrf"), "Content-Type": "application/json" };
  const { name } = JSON.parse((await send(`${base}/api/terminals`, { method: "POST", headers, body: "{}" })).text);
  const socket = new WebSocket(`${base.replace("http", "ws")}/terminals/websocket/${name}`, {
    headers: { Cookie: cookieOf(cookies) },
    origin: url.origin,
  });
  socket.on("open", () => socket.send(JSON.stringify(["stdin", "exec true\r"])));
  await new Promise((resolve, reject) => {
    socket.on("message", (data) => JSON.parse(Buffer.from(data).toString("utf8"))[0] === "disconnect" && resolve());
    socket.on("close", resolve).on("error", reject);
  });
  socket.terminate();
  agent.destroy();
}

function cookieOf(cookies) {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
