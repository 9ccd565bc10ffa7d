// Builds the VS Code client and packs it into dist/imalint.vsix, without the network.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const vsce = `${root}test/editor/node_modules/@vscode/vsce/vsce`;
if (!existsSync(vsce)) {
  console.error("vsce is not installed: npm ci --prefix test/editor");
  process.exit(1);
}
const version = (path) => JSON.parse(readFileSync(path, "utf8")).version;
if (version("package.json") !== version("client/package.json")) {
  console.error("package.json and client/package.json have different versions");
  process.exit(1);
}

await import("./build-client.mjs");
for (const file of ["LICENSE", "CHANGELOG.md"]) copyFileSync(file, `client/${file}`);
mkdirSync("dist", { recursive: true });
const target = `${root}dist/imalint.vsix`;
const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", target];
execFileSync(process.execPath, [vsce, "package", ...options], { cwd: `${root}client`, stdio: "inherit" });
console.log(`dist/imalint.vsix: ${Math.ceil(statSync(target).size / 1024)} KiB`);
