import { describe, expect, it } from "vitest";
import { endpointFault, isPlainRemote } from "../../../src/core/connection/endpoint.ts";

describe("an endpoint", () => {
  it.each([
    "http://user:secret@host:1/",
    "https://user:secret@host",
    "https://:secret@host",
    "HTTP://user@host",
    "//user:secret@host",
    "ftp://user:secret@host",
  ])("with a name or a password in it is refused, and shown without: %s", (address) => {
    const fault = endpointFault(address, "--endpoint-url");
    expect(fault).toMatchObject({ code: "usage", message: "--endpoint-url holds a user name or a password" });
    expect(JSON.stringify([fault?.message, fault?.why, fault?.fix])).not.toMatch(/secret|user@/);
  });

  it("of a variable is shown as one sets it", () => {
    expect(endpointFault("http://u:p@h:1", "AWS_ENDPOINT_URL")?.fix).toBe("AWS_ENDPOINT_URL=http://h:1");
  });

  it.each(["http://host:1/a@b", "https://host/?q=a@b", "https://host"])("without one is not: %s", (address) => {
    expect(endpointFault(address, "--endpoint-url")).toBeUndefined();
  });

  it.each([
    ["http://host.example", true],
    ["http://10.0.0.1:4566", true],
    ["HTTP://HOST", true],
    ["https://host.example", false],
    ["http://localhost:4510", false],
    ["http://sagemaker.localhost:4510", false],
    ["http://127.0.0.1:4510", false],
    ["http://[::1]:4510", false],
    ["http://localhost.example", true],
  ])("%s leaves this machine unencrypted: %s", (address, plain) => {
    expect(isPlainRemote(address)).toBe(plain);
  });
});
