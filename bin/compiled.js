"use strict";

/*
 * For Node before 22.1, which does not keep compiled code itself: runs the files of dist as Node would, with
 * V8's code cache. They are CommonJS, and name each other by relative paths only. V8 refuses a cache that
 * another version of it wrote. Node 20, medians of 20 pairs, as a multiple of `node -e 0`: --version 1.47 with it and 1.60
 * without, --help 1.40 and 1.56, `app list --help` 1.80 and 2.22.
 */

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

/** Runs a file and what it requires. Compiled code is kept in the folder for the next start, if it can be written. */
function run(main, folder) {
  // A build of its own for each: an older process may end while a newer one is there already.
  const cache = path.join(folder, `${process.version}-${process.arch}-${fs.statSync(main).mtimeMs}`);
  const modules = new Map();
  const scripts = new Map();
  let complete = true;

  function load(file) {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const loaded = { exports: {} };
    modules.set(file, loaded);
    const requireFrom = (name) => (name.startsWith(".") ? load(path.join(path.dirname(file), name)) : require(name));
    compile(file)(loaded.exports, requireFrom, loaded, file, path.dirname(file));
    return loaded.exports;
  }

  function compile(filename) {
    const kept = path.join(cache, path.basename(filename));
    const cachedData = contentOf(kept);
    const source = `(function (exports, require, module, __filename, __dirname) {${fs.readFileSync(filename, "utf8")}\n})`;
    const script = new vm.Script(source, { filename, ...(cachedData && { cachedData }) });
    scripts.set(kept, script);
    complete &&= cachedData !== undefined && !script.cachedDataRejected;
    return script.runInThisContext();
  }

  // At the end, for V8 compiles a function when it is first called: all of them, as this start called more than those before.
  process.once("exit", () => {
    if (!complete) keep(cache, scripts);
  });
  load(main);
}

function contentOf(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

function keep(cache, scripts) {
  try {
    fs.mkdirSync(cache, { recursive: true });
    for (const [file, script] of scripts) {
      const draft = `${file}.${process.pid}`;
      fs.writeFileSync(draft, script.createCachedData());
      fs.renameSync(draft, file);
    }
  } catch {
    // A folder that cannot be written: the next start compiles again.
  }
}

module.exports = { run };
