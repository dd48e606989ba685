import { expect, it } from "vitest";
import { checkRepositoryUrl, folderOfUrl } from "../../../src/core/clone/repository.ts";

it.each([
  "https://github.com/a/b.git",
  "http://host/a",
  "ssh://git@host:22/a/b.git",
  "git@github.com:a/b.git",
  "git://host/a",
  "file:///srv/a",
  "/srv/a",
  "./a",
  "codecommit::us-east-1://a",
  "codecommit://profile@a",
])("a repository may be cloned from %j", (url) => {
  expect(() => checkRepositoryUrl(url)).not.toThrow();
});

it.each(["-u", "--upload-pack=touch x", "ext::sh -c x", "EXT::sh", "fd::17", "ftp://host/a", "a\nb", "foo::bar"])(
  "no folder name comes from %j",
  (url) => {
    expect(() => checkRepositoryUrl(url)).toThrow(expect.objectContaining({ code: "usage" }));
  },
);

it.each([
  "https://me:hunter2@host/a",
  "https://hunter2@host/a",
  "http://hunter2@host/a",
  "https:///me:hunter2@host/a",
  "ssh://me:hunter2@host/a",
  "https://host/a?token=hunter2",
])("a URL with a secret is refused, and not shown: %j", (url) => {
  expect(() => checkRepositoryUrl(url)).toThrow(
    expect.objectContaining({
      code: "usage",
      message: expect.not.stringContaining("hunter2"),
      fix: expect.not.stringContaining("hunter2"),
    }),
  );
});

it.each([
  ["https://github.com/a/b.git", "b"],
  ["https://github.com/a/b/", "b"],
  ["git@github.com:a/b.git", "b"],
  ["git@github.com:b", "b"],
  ["/srv/a/.git", "a"],
  ["codecommit::us-east-1://a", "a"],
])("the folder of %j is %j", (url, folder) => {
  expect(folderOfUrl(url)).toBe(folder);
});
