/**
 * The first step of the program: runs the bundle, that of the language server for `lsp --stdio`, with compiled code that was kept from the build. Compiling it again
 * at each start would take a tenth of the time that a check of one file takes.
 *
 * V8 itself tells whether kept code fits its version and flags, and compiles the source when it does not.
 */

import { readFileSync, writeFileSync } from "node:fs";
import nodeModule from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

/** What is wrong with other arguments of lsp is told by the rest of the program. */
const isServer = process.argv.slice(2).join(" ") === "lsp --stdio";
const bundle = join(__dirname, isServer ? "lsp.cjs" : "main.cjs");
const keptCode = bundle.replace(/cjs$/, "cache");

function readKeptCode(): Buffer | undefined {
  try {
    return readFileSync(keptCode);
  } catch {
    return undefined;
  }
}

function runWithKeptCode(): void {
  const parameters = "exports, require, module, __filename, __dirname";
  // The bundle is plain ASCII, which is read fastest as latin1.
  const source = `(function (${parameters}) {${readFileSync(bundle, "latin1")}\n})`;
  const cachedData = readKeptCode();
  const script = new Script(source, { filename: bundle, ...(cachedData === undefined ? {} : { cachedData }) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, __dirname);
  // Set by the build: functions that have run by the end are kept with the rest.
  if (process.env.IMALINT_KEEP_CODE !== undefined)
    process.on("exit", () => writeFileSync(keptCode, script.createCachedData()));
}

// From 22.8 on, Node keeps compiled code of modules itself.
const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown };
if (enableCompileCache !== undefined) {
  enableCompileCache();
  require(bundle);
} else runWithKeptCode();
