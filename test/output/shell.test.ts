import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paintTone } from "../../src/output/paint.ts";
import { highlightShell } from "../../src/output/shell.ts";

const marked = (script: string) => highlightShell(script, (text, tone) => `<${tone} ${text}>`);

describe("a script", () => {
  it.each([
    ["#!/bin/bash\nset -e # stop early\n", "<dim #!/bin/bash>\nset -e <dim # stop early>\n"],
    ["echo a#b $#", "echo a#b <warn $#>"],
    [`pip install "black==$VERSION" '$x'`, `pip install <good "black==$VERSION"> <good '$x'>`],
    [`echo it\\'s $HOME \${NAME:-none} "a \\" b"`, `echo it\\'s <warn $HOME> <warn \${NAME:-none}> <good "a \\" b">`],
    ["for x in a; do echo done-it; done", "<strong for> x <strong in> a; <strong do> echo done-it; <strong done>"],
    ["cat <<'EOF' >f\nit's # here\nEOF\nfi", "cat <good <<'EOF' >f>\n<good it's # here>\n<good EOF>\n<strong fi>"],
  ])("%j has its parts told apart", (script, expected) => {
    expect(marked(script)).toBe(expected);
  });

  it("is the same text without the colours, whatever is in it", () => {
    const pieces = fc.constantFrom("'", '"', "\\", "#", "$", "{", "}", " ", "\n", "<<", "EOF", "if", "fi", "a", "🙂");
    fc.assert(
      fc.property(
        fc.array(pieces).map((list) => list.join("")),
        (script) => {
          expect(stripVTControlCharacters(highlightShell(script, paintTone))).toBe(script);
        },
      ),
    );
  });
});
