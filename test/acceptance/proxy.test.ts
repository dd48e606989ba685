import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type RequestListener, createServer } from "node:http";
import https from "node:https";
import type { AddressInfo, Server } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Requirement, requirement } from "../requirements.ts";
import { account, patience } from "./account.ts";

const tinyproxy: Requirement = { name: "tinyproxy", packages: ["tinyproxy"], probe: ["tinyproxy", "-v"] };

/** This machine, by an address that is not one of the loopback ones, which go through no proxy. */
const here = "0.0.0.0";

const CreationTime = Date.now() / 1_000 - 86_400;
const DomainId = "d-abcdefghijkl";
const app = { DomainId, UserProfileName: "ana", Status: "InService", CreationTime };
const answers: Readonly<Record<string, unknown>> = {
  ListDomains: {
    Domains: [
      {
        DomainId,
        DomainName: "lab",
        DomainArn: `arn:aws:sagemaker:us-east-1:123456789012:domain/${DomainId}`,
        Status: "InService",
        CreationTime,
      },
    ],
  },
  ListApps: {
    Apps: [
      { ...app, AppType: "JupyterServer", AppName: "default" },
      { ...app, AppType: "KernelGateway", AppName: "notebook" },
    ],
  },
  DescribeDomain: { DomainId, DomainName: "lab", DomainArn: "arn", Status: "InService", CreationTime, AuthMode: "IAM" },
};

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
const running: ChildProcess[] = [];
const servers: Server[] = [];
afterAll(() => {
  for (const child of running) child.kill();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a server that listens on a port
  return (server.address() as AddressInfo).port;
}

const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
const file = (name: string) => join(folder, name);
const subject = (name: string) => ["-nodes", "-newkey", "rsa:2048", "-subj", `/CN=${name}`];
const through = ({ port }: { readonly port: number }, user = "") => `http://${user}127.0.0.1:${port}`;

/** A certificate authority, and a certificate of its own for this machine. */
function certificates() {
  openssl(
    "req",
    "-x509",
    "-days",
    "2",
    ...subject("Test CA"),
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.pem"),
    "-addext",
    "basicConstraints=critical,CA:TRUE",
  );
  openssl("req", ...subject(here), "-keyout", file("server.key"), "-out", file("server.csr"));
  writeFileSync(file("san"), `subjectAltName=IP:${here}`);
  openssl(
    "x509",
    "-req",
    "-days",
    "2",
    "-in",
    file("server.csr"),
    "-CA",
    file("ca.pem"),
    "-CAkey",
    file("ca.key"),
    "-CAcreateserial",
    "-extfile",
    file("san"),
    "-out",
    file("server.pem"),
  );
  return { ca: file("ca.pem"), key: readFileSync(file("server.key")), cert: readFileSync(file("server.pem")) };
}

async function startProxy(name: string, more: string) {
  const log = join(folder, `${name}.log`);
  const port = await listening(createServer());
  await new Promise((resolve) => servers.pop()?.close(resolve));
  writeFileSync(
    join(folder, `${name}.conf`),
    `Port ${port}\nListen 127.0.0.1\nTimeout 30\nLogFile "${log}"\nLogLevel Connect\nMaxClients 50\nAllow 127.0.0.1\n${more}\n`,
  );
  running.push(spawn("tinyproxy", ["-d", "-c", join(folder, `${name}.conf`)], { stdio: "ignore" }));
  await answering(port);
  return {
    port,
    requests: () => [...readFileSync(log, "utf8").matchAll(/Request \(file descriptor \d+\): (.*) HTTP/g)].map(([, line]) => line),
  };
}

async function answering(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.on("close", () => socket.destroy());
      socket.on("connect", () => socket.end());
    });
    if (open) return;
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

requirement(tinyproxy, () => {
  describe("a real proxy", patience, () => {
    let [ca, service, jupyter]: (string | number)[] = [];
    let proxy: Awaited<ReturnType<typeof startProxy>>;
    let guarded: Awaited<ReturnType<typeof startProxy>>;

    beforeAll(async () => {
      const made = certificates();
      ca = made.ca;
      jupyter = await listening(createServer((_request, response) => response.writeHead(302, { location: "/elsewhere" }).end()));
      const answer: RequestListener = (request, response) => {
        const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
        const signedIn = { AuthorizedUrl: `http://${here}:${jupyter}/auth?token=secret` };
        response.end(JSON.stringify(operation === "CreatePresignedDomainUrl" ? signedIn : (answers[operation] ?? {})));
      };
      service = await listening(https.createServer(made, answer));
      proxy = await startProxy("open", "");
      guarded = await startProxy("guarded", "BasicAuth ann s3cret");
    });

    const run = async (line: string, env: Readonly<Record<string, string>>) => {
      const own = {
        STUDIOCTL_SANDBOX: undefined,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "a",
        AWS_SECRET_ACCESS_KEY: "b",
        AWS_ENDPOINT_URL: `https://${here}:${service}`,
      };
      return await account().run(`studioctl ${line}`, { env: { ...own, ...env } });
    };
    const bundle = () => ({ AWS_CA_BUNDLE: String(ca) });

    it("carries the calls to AWS by CONNECT, with the authorities of AWS_CA_BUNDLE", async () => {
      const before = proxy.requests().length;
      expect(await run("domain list -o name", { ...bundle(), HTTPS_PROXY: through(proxy) })).toEqual({
        code: 0,
        stdout: `${DomainId}\n`,
        stderr: "",
      });
      expect(proxy.requests().slice(before)).toEqual([`CONNECT ${here}:${service}`]);
    });

    it("carries the requests to a Jupyter server, those to plain http as they are", async () => {
      const before = proxy.requests().length;
      const { code, stdout } = await run("auto-shutdown plan -o json", {
        ...bundle(),
        HTTPS_PROXY: through(proxy),
        HTTP_PROXY: through(proxy),
      });
      expect([code, stdout]).toEqual([0, expect.stringContaining('"Verdict": "unknown"')]);
      expect(proxy.requests().slice(before)).toContain(`GET http://${here}:${jupyter}/auth?token=secret`);
    });

    it("is passed by for a host of NO_PROXY", async () => {
      const before = proxy.requests().length;
      expect((await run("domain list", { ...bundle(), https_proxy: through(proxy), no_proxy: here })).code).toBe(0);
      expect(proxy.requests()).toHaveLength(before);
    });

    it("gets the name and password of its address", async () => {
      const outcome = await run("domain list -o name --debug", { ...bundle(), HTTPS_PROXY: through(guarded, "ann:s3cret@"), DEBUG: "*" });
      expect([outcome.code, outcome.stdout]).toEqual([0, `${DomainId}\n`]);
      expect(outcome.stderr).not.toContain("s3cret");
    });

    it("that wants a password is named as the one that does, and no password is shown", async () => {
      const { code, stderr } = await run("domain list", { ...bundle(), HTTPS_PROXY: through(guarded, "ann:wr0ng@") });
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/why: the proxy requires a user name and a password[^]*fix: .*HTTPS_PROXY=http:\/\/USER:PASSWORD@/),
      ]);
      expect(stderr).not.toContain("wr0ng");
    });

    it("that is not there is named as the proxy", async () => {
      const { code, stderr } = await run("domain list", { ...bundle(), HTTPS_PROXY: "http://127.0.0.1:9" });
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining("why: the connection was refused: 127.0.0.1:9 (the proxy of HTTPS_PROXY)"),
      ]);
    });

    it.each([
      [
        "IAM Identity Center",
        "sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = ops\n",
        "portal.sso.eu-west-1.amazonaws.com",
      ],
      [
        "STS",
        "role_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = keys\n[profile keys]\naws_access_key_id = a\naws_secret_access_key = b\n",
        "sts.us-east-1.amazonaws.com",
      ],
    ])("carries what credentials need of %s", async (_what, settings, host) => {
      const own = account();
      const cache = join(own.folder, "home", ".aws", "sso", "cache");
      mkdirSync(cache, { recursive: true });
      const token = {
        accessToken: "t",
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        startUrl: "https://corp.awsapps.com/start",
        region: "eu-west-1",
      };
      writeFileSync(join(cache, `${createHash("sha1").update(token.startUrl).digest("hex")}.json`), JSON.stringify(token));
      writeFileSync(join(own.folder, "config"), `[profile corp]\nregion = us-east-1\n${settings}`);
      const env = {
        STUDIOCTL_SANDBOX: undefined,
        AWS_CONFIG_FILE: join(own.folder, "config"),
        AWS_PROFILE: "corp",
        HTTPS_PROXY: through(proxy),
        AWS_ENDPOINT_URL_SAGEMAKER: "http://127.0.0.1:9",
      };
      expect((await own.run("studioctl domain list", { env })).code).not.toBe(0);
      expect(proxy.requests()).toContain(`CONNECT ${host}:443`);
    });

    it("is not needed for a bundle, which may be the profile's", async () => {
      const config = file("config");
      writeFileSync(config, `[profile corp]\nregion = us-east-1\nca_bundle = ${ca}\naws_access_key_id = a\naws_secret_access_key = b\n`);
      expect(
        (
          await run("domain list -o name", {
            AWS_CONFIG_FILE: config,
            AWS_PROFILE: "corp",
            AWS_ACCESS_KEY_ID: "",
            AWS_SECRET_ACCESS_KEY: "",
          })
        ).stdout,
      ).toBe(`${DomainId}\n`);
    });

    it("or not, a certificate of an unknown authority is refused, and the fix names what the AWS CLI reads", async () => {
      for (const env of [{}, { HTTPS_PROXY: through(proxy) }]) {
        expect(await run("domain list", env)).toMatchObject({
          code: 1,
          stderr: expect.stringMatching(/its certificate is not trusted[^]*AWS_CA_BUNDLE/),
        });
      }
    });

    it.each([
      ["/nowhere/ca.pem", "which cannot be read"],
      ["/dev/null", "which holds no certificate"],
    ])("is no way round a bundle that is none: %s", async (named, why) => {
      expect(await run("domain list", { AWS_CA_BUNDLE: named })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`AWS_CA_BUNDLE names "${named}", ${why}`),
      });
    });
  });
});
