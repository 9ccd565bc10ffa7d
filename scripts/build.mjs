// Builds what the package ships: the command line as one file with its compiled code, the library, its types, and the
// pages of the checks.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { checkPages } from "./check-pages.mjs";
import { leanChevrotain } from "./lean-chevrotain.mjs";
import { LspClient } from "./lsp-client.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");

const common = {
  bundle: true,
  minify: !process.env.NOMIN,
  target: "node20",
  platform: "node",
  legalComments: "linked",
  logLevel: "warning",
  plugins: [leanChevrotain],
};
/** What is seldom used stands in a file of its own, so that the rest starts sooner. */
const drawingApart = {
  name: "drawing-apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/boot-drawing\.js$/ }, () => ({ path: "./drawing.cjs", external: true }));
  },
};
// CommonJS starts a little sooner than an ES module.
const program = { ...common, outdir: "dist", outExtension: { ".js": ".cjs" }, format: "cjs" };
await build({
  ...program,
  entryPoints: { main: "server/cli/main.ts" },
  plugins: [leanChevrotain, drawingApart],
  // Code that was kept cannot import(), and require() will do.
  supported: { "dynamic-import": false },
});
await build({
  ...program,
  entryPoints: { lsp: "server/lsp/main-stdio.ts" },
  plugins: [leanChevrotain, drawingApart],
});
await build({ ...program, entryPoints: { drawing: "server/report/boot-drawing.ts" } });
await build({ ...program, entryPoints: { cli: "server/cli/launch.ts" }, banner: { js: "#!/usr/bin/env node" } });
chmodSync("dist/cli.cjs", 0o755);
await build({
  ...common,
  entryPoints: { index: "server/index.ts" },
  outdir: "dist",
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
});

writeFileSync("dist/pages.json", await checkPages());
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.types.json"], { stdio: "inherit" });

// What runs in these is kept in its compiled form.
const env = { ...process.env, IMALINT_KEEP_CODE: "1" };
execFileSync(process.execPath, ["dist/cli.cjs", "check", "samples/mainline-measured", "--quiet"], { env });
const server = new LspClient([], env);
const policy = join(root, "samples/mainline-surprises/ima-policy");
const uri = pathToFileURL(policy).href;
await server.start(dirname(policy));
server.open(uri, "ima-policy", readFileSync(policy, "utf8"));
await server.last(uri, 1);
await server.stop();
