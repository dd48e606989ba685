import { describe, expect, it } from "vitest";
import { homePath, meansFolder } from "../../../src/core/copy/home-path.ts";
import { directionOf, parsePlace } from "../../../src/core/copy/place.ts";
import { temporaryName } from "../../../src/core/copy/temporary.ts";

const place = (text: string, windows = false) => parsePlace(text, { windows });
const direction = (...texts: string[]) => directionOf(texts.map((text) => place(text)));

describe("a SRC or DST", () => {
  it.each([
    ["nlp:data/a.csv", "nlp", "data/a.csv"],
    ["nlp:", "nlp", ""],
    ["space:nlp:a", "space:nlp", "a"],
    ["space:nlp:", "space:nlp", ""],
    ["nlp:a:b", "nlp", "a:b"],
    ["nlp:./x y%#?\n", "nlp", "./x y%#?\n"],
    ["alice/JupyterServer/default:a", "alice/JupyterServer/default", "a"],
    ["space:nlp/JupyterLab/default:a", "space:nlp/JupyterLab/default", "a"],
    ["d-1/space:nlp/JupyterLab/default:a", "d-1/space:nlp/JupyterLab/default", "a"],
    ["d-1/alice/jupyterserver/default:a", "d-1/alice/jupyterserver/default", "a"],
    ["nlp:/etc/passwd", "nlp", "/etc/passwd"],
  ])("is remote as TARGET:PATH: %j", (text, target, path) => {
    expect(place(text)).toEqual({ kind: "remote", text, target, path });
  });

  it.each(["a.csv", "./a:b", "../a:b", "/tmp/a:b", "dir/a:b", "logs/2024-01-01T10:00.txt", "~/a:b", "./-", "a\\b", "./space:nlp:a", "ünï"])(
    "is local without a target, and where a slash stands before the colon: %j",
    (text) => {
      expect(place(text)).toEqual({ kind: "local", text, path: text });
    },
  );

  it.each(["C:\\x", "C:/x", "c:x"])("is a path of a drive on Windows: %j", (text) => {
    expect(place(text, true)).toEqual({ kind: "local", text, path: text });
  });

  it.each([
    ["", /empty/],
    ["C:\\x", /looks like a path of Windows/],
    ["C:/x", /looks like a path of Windows/],
    ["nlp_notebooks:x", /"nlp_notebooks" in .* is not the name of a target/],
    ["a b:c", /not the name of a target/],
    [":x", /no target before the colon/],
    ["space:nlp", /names a space without a path/],
    ["d-1/space:nlp", /names a space without a path/],
    ["s3://bucket/x", /is a URL/],
  ])("is refused where it could mean two things, or nothing: %j", (text, message) => {
    expect(() => place(text)).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringMatching(message), fix: expect.any(String) }),
    );
  });

  it("shows no password of a URL", () => {
    expect(() => place("https://me:secret@host/x")).toThrow(expect.objectContaining({ message: expect.not.stringContaining("secret") }));
  });

  it("is standard input or output as -", () => {
    expect(place("-")).toEqual({ kind: "stream", text: "-" });
  });
});

describe("the direction of a copy", () => {
  it.each([
    [["a", "b", "nlp:d"], { kind: "upload", sources: ["a", "b"], target: "nlp", to: "d" }],
    [["nlp:a", "nlp:b", "d"], { kind: "download", sources: ["a", "b"], target: "nlp", to: "d" }],
    [["-", "nlp:d"], { kind: "from-stdin", target: "nlp", to: "d" }],
    [["nlp:a", "-"], { kind: "to-stdout", target: "nlp", source: "a" }],
  ])("is known by which side is remote: %j", (texts, expected) => {
    expect(direction(...texts)).toEqual(expected);
  });

  it.each([
    [["nlp:a"], /source and a destination/],
    [["a", "b"], /neither side is in an app/],
    [["nlp:a", "nlp:b"], /both sides are remote/],
    [["a", "nlp:a", "nlp:b"], /both sides are remote/],
    [["nlp:a", "b", "c"], /different places/],
    [["nlp:a", "etl:b", "c"], /different places/],
    [["-", "a", "nlp:b"], /- is given with other sources/],
    [["nlp:a", "nlp:b", "-"], /several sources cannot go to -/],
    [["-", "-"], /neither side is in an app/],
  ])("is refused where it is not one side that is remote: %j", (texts, message) => {
    expect(() => direction(...texts)).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringMatching(message), fix: expect.any(String) }),
    );
  });
});

describe("a path in the home directory", () => {
  it.each([
    ["", ""],
    ["~", ""],
    ["~/a", "a"],
    ["./a//b/", "a/b"],
    ["a/./b", "a/b"],
    ["~bob/x", "~bob/x"],
    ["...", "..."],
    ["a..b", "a..b"],
  ])("%j is %j", (text, path) => {
    expect(homePath(text)).toBe(path);
  });

  it.each(["/etc/passwd", "/home/sagemaker-user/x", "..", "../x", "a/../../x", "a/..", "~/../x", "~//etc"])(
    "is refused where it could leave it: %j",
    (text) => {
      expect(() => homePath(text)).toThrow(
        expect.objectContaining({ code: "usage", why: expect.stringMatching(/home directory/), fix: expect.any(String) }),
      );
    },
  );

  it.each([
    ["", true],
    ["a/", true],
    [".", true],
    ["a/..", true],
    ["a", false],
    ["a...", false],
  ])("%j can only be a folder: %j", (text, expected) => {
    expect(meansFolder(text)).toBe(expected);
  });
});

it.each(["a", ".bashrc", "x".repeat(255), "😀".repeat(63), "日".repeat(85)])(
  "a temporary name of %j is short, well formed and not hidden",
  (name) => {
    const temporary = temporaryName(name, "0123abcd", "part");
    expect(temporary).toMatch(/^[^.].*\.studioctl-0123abcd\.part$|^\.studioctl/s);
    expect(Buffer.byteLength(temporary)).toBeLessThanOrEqual(255);
    expect(temporary).not.toMatch(/\p{Cs}/u);
  },
);
