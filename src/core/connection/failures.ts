/** What to do if the connection to a service fails. */
export const unreachable = "check the network, the proxy, and --endpoint-url if it is set";
const misnamed = "check the spelling of --region or --endpoint-url, and the network";
/** How to give a user name and password to a proxy. */
export const proxyPassword =
  "set them in its address, characters such as @ and : percent-encoded: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT";
const untrusted = "name the certificate authority of your proxy in AWS_CA_BUNDLE, or ca_bundle of the profile";

/** Node's codes of connections that failed: what happened, and what to do. */
export const connectionFailures: ReadonlyMap<string, readonly [what: string, fix: string]> = new Map<
  string,
  readonly [what: string, fix: string]
>([
  ["ECONNREFUSED", ["the connection was refused", unreachable]],
  ["ECONNRESET", ["the connection was cut", unreachable]],
  ["EPIPE", ["the connection was cut", unreachable]],
  ["EHOSTUNREACH", ["there is no route to the host", unreachable]],
  ["ENETUNREACH", ["there is no route to the network", unreachable]],
  ["ETIMEDOUT", ["no answer in time", unreachable]],
  ["TimeoutError", ["no answer in time", unreachable]],
  ["PROXY_PASSWORD", ["the proxy requires a user name and a password", proxyPassword]],
  [
    "PROXY_REFUSED",
    ["the proxy refused the connection", "ask the administrator of the proxy, or add the host to NO_PROXY if it can be reached directly"],
  ],
  ["ENOTFOUND", ["the host name does not exist", misnamed]],
  ["EAI_AGAIN", ["the host name could not be looked up", misnamed]],
  ["SELF_SIGNED_CERT_IN_CHAIN", ["its certificate is not trusted", untrusted]],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", ["its certificate is not trusted", untrusted]],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", ["its certificate is not trusted", untrusted]],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", ["its certificate is not trusted", untrusted]],
  ["CERT_HAS_EXPIRED", ["its certificate has expired", untrusted]],
  ["ERR_TLS_CERT_ALTNAME_INVALID", ["its certificate is for another host", untrusted]],
]);
