// The packed extension in code-server: a real editor with its Node side, with the server as a process, on a folder of
// the disk that is a git repository.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as codeServer from "./code-server.mjs";
import { notRun, readArguments, runSteps } from "./run.mjs";
import { samples } from "./samples.mjs";
import { editorSettings } from "./settings.mjs";
import { desktopSteps } from "./steps/index.mjs";

const options = readArguments();
const missing = (why) => notRun(why, options["if-possible"]);
if (!existsSync(new URL("node_modules/playwright-core", import.meta.url)))
  missing("the browser's driver is not installed: npm ci --prefix test/editor");
const { findChromium, openBrowser } = await import("./browser.mjs");
if (findChromium() === undefined) missing("there is no Chromium; CHROMIUM can say where one is");
if (!codeServer.isInstalled()) missing("code-server is not installed: node test/editor/install-code-server.mjs");
await import("../../scripts/package-client.mjs");

const home = mkdtempSync(join(tmpdir(), "imalint-code-server-"));
const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

/** A folder with the samples, committed. */
function makeRepository() {
  const folder = join(home, "policies");
  for (const [path, text] of Object.entries(samples)) write(join(folder, path), text);
  const git = (...args) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example", ...args], { cwd: folder });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "samples");
  return folder;
}

/** A git that writes down how it is called. @returns its path, and what was written */
function makeGit() {
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const log = join(home, "git.log");
  const program = join(home, "bin/git");
  write(program, `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(program, 0o755);
  const calls = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
  return { program, calls };
}

const trustSettings = {
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "security.workspace.trust.untrustedFiles": "open",
};

const folder = makeRepository();
const git = makeGit();
const settings = { ...editorSettings, ...trustSettings };
// What runs a program is a setting of the machine, the rest are those of the user.
write(join(home, "data/Machine/settings.json"), JSON.stringify({ "git.path": git.program }));
write(join(home, "data/User/settings.json"), JSON.stringify(settings));
const extension = fileURLToPath(new URL("../../dist/imalint.vsix", import.meta.url));
await codeServer.ended(codeServer.start(home, ["--install-extension", extension]));
const server = codeServer.start(home, [folder]);
let isGood = false;
try {
  const url = new URL(await codeServer.address(server));
  url.searchParams.set("folder", folder);
  const { context, page } = await openBrowser(join(home, "profile"), url.href);
  try {
    isGood = await runSteps(page, desktopSteps(git.calls), options);
  } finally {
    await context.close();
  }
} finally {
  await codeServer.stop(server);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(isGood ? 0 : 1);
