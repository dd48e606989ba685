import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SftpClient, SftpStatus, openFlags, openSftp, statusCodes } from "../../src/remote/sftp.ts";
import { requirement } from "../requirements.ts";
import { type ServedFolder, serveFolder, sftpServer } from "./sftp-server.ts";

requirement(sftpServer, () => {
  describe("with OpenSSH's sftp-server", () => {
    const folder = mkdtempSync(join(tmpdir(), "studioctl sftp 'é' "));
    let client: SftpClient;
    let served: ServedFolder;
    beforeAll(async () => {
      served = await serveFolder(folder);
      ({ client } = served);
    });
    afterAll(async () => {
      await served.end();
      rmSync(folder, { recursive: true });
    });
    const here = (name: string): string => join(folder, name);

    it("writes, reads and renames a file whose name a shell would take apart", async () => {
      const name = "a 'b' \"c\" $HOME *?[x] \\ ü\n;";
      const handle = await client.open(name, openFlags.write | openFlags.create | openFlags.exclusive, 0o640);
      await Promise.all([client.write(handle, 4, Buffer.from("efgh")), client.write(handle, 0, Buffer.from([0, 255, 10, 13]))]);
      await client.setPermissions(handle, 0o751);
      expect((await client.fstat(handle)).size).toBe(8);
      await client.close(handle);
      expect(readFileSync(here(name))).toEqual(Buffer.concat([Buffer.from([0, 255, 10, 13]), Buffer.from("efgh")]));
      expect(statSync(here(name)).mode & 0o777).toBe(0o751);
      const reading = await client.open(here(name), openFlags.read);
      expect(await client.read(reading, 3, 100)).toEqual(Buffer.from([13, ...Buffer.from("efgh")]));
      expect(await client.read(reading, 8, 100)).toBeUndefined();
      await client.close(reading);
      await client.rename(name, "renamed");
      expect(existsSync(here("renamed"))).toBe(true);
    });

    it("a rename overwrites nothing, and a replacement does", async () => {
      writeFileSync(here("new"), "new");
      writeFileSync(here("old"), "old");
      await expect(client.rename("new", "old")).rejects.toBeInstanceOf(SftpStatus);
      expect(readFileSync(here("old"), "utf8")).toBe("old");
      await client.replace("new", "old");
      expect(readFileSync(here("old"), "utf8")).toBe("new");
      expect(existsSync(here("new"))).toBe(false);
    });

    it("lists a folder of any size with what each is, links as links", async () => {
      mkdirSync(here("many"));
      for (let i = 0; i < 300; i += 1) writeFileSync(here(`many/${i}`), "x".repeat(i));
      symlinkSync("nowhere", here("many/link"));
      const handle = await client.opendir("many");
      const found = new Map<string, number | undefined>();
      for (let part = await client.readdir(handle); part !== undefined; part = await client.readdir(handle)) {
        for (const { name, permissions = 0, size } of part) found.set(name.toString(), (permissions & 0o170000) === 0o120000 ? -1 : size);
      }
      await client.close(handle);
      expect(found.size).toBe(303);
      expect([found.get("299"), found.get("link")]).toEqual([299, -1]);
      expect((await client.lstat("many/7")).size).toBe(7);
    });

    it.each([
      ["nothing", statusCodes.noSuchFile, () => client.stat("nothing")],
      ["a file as a folder", undefined, () => client.opendir("renamed")],
      ["a folder that is there", undefined, () => client.mkdir("many", 0o755)],
    ])("%s is refused with the server's status", async (_what, code, work) => {
      await expect(work()).rejects.toMatchObject({ name: "SftpStatus", ...(code !== undefined && { code }) });
    });

    it("makes and removes, and says where a path leads", async () => {
      await client.mkdir("made", 0o700);
      expect(statSync(here("made")).isDirectory()).toBe(true);
      writeFileSync(here("gone"), "");
      await client.remove("gone");
      expect(existsSync(here("gone"))).toBe(false);
      expect(await client.realpath("made/../many")).toBe(here("many"));
      chmodSync(here("made"), 0o700);
    });
  });

  it("what is asked when the server is gone, and what was asked before, fails", async () => {
    const { client, signal } = await serveFolder(tmpdir());
    signal("SIGSTOP");
    const asked = client.stat("/");
    signal("SIGKILL");
    await expect(asked).rejects.toMatchObject({ code: "unavailable" });
    await expect(client.stat("/")).rejects.toMatchObject({ code: "unavailable" });
  });
});

it.each([
  ["text, as a shell that greets writes it", Buffer.from("Welcome to the container!\n")],
  ["a message without end", Buffer.from([0x7f, 0xff, 0xff, 0xff, 2])],
  ["an empty message", Buffer.from([0, 0, 0, 0])],
  ["a message that is cut off", Buffer.from([0, 0, 0, 3, 101, 0, 0])],
])("%s is no answer of a server for files", async (_what, bytes) => {
  const output = new PassThrough();
  const opening = openSftp(new PassThrough(), output, new Promise(() => {}));
  output.write(bytes);
  await expect(opening).rejects.toMatchObject({ code: "malformed" });
});
