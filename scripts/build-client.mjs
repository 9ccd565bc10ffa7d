// Builds the VS Code client and the servers that it runs into client/dist. The folder client/ is an extension then, for
// the desktop and for browsers.
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { checkPages } from "./check-pages.mjs";
import { leanChevrotain } from "./lean-chevrotain.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const outdir = "client/dist";
rmSync(outdir, { recursive: true, force: true });

const common = {
  bundle: true,
  outdir,
  minify: !process.env.NOMIN,
  legalComments: "linked",
  logLevel: "warning",
};
// VS Code 1.91, the oldest one that the manifest allows, has Node 20 and Chromium 122.
const node = { ...common, platform: "node", format: "cjs", target: "node20", outExtension: { ".js": ".cjs" } };
const browser = { ...common, platform: "browser", target: "chrome122" };

await Promise.all([
  build({ ...node, entryPoints: { desktop: "client/src/desktop.ts" }, external: ["vscode"] }),
  // Browsers' extension hosts put ".js" behind names that do not end so.
  build({ ...browser, entryPoints: { web: "client/src/web.ts" }, format: "cjs", external: ["vscode"] }),
  build({ ...node, entryPoints: { server: "server/lsp/main-stdio.ts" }, plugins: [leanChevrotain] }),
  build({
    ...browser,
    entryPoints: { "server-worker": "server/lsp/main-worker.ts" },
    format: "iife",
    plugins: [leanChevrotain],
  }),
]);
writeFileSync(`${outdir}/pages.json`, await checkPages());
