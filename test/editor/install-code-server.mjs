// Installs code-server and the Node that it wants, from npm, into a cache outside of the project: about 5 minutes and
// 800 MB. Debian needs g++ make python3 libkrb5-dev libx11-dev libxkbfile-dev libsecret-1-dev for it.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cache, isInstalled, nodeFolder, versions } from "./code-server.mjs";

function install(name, env = {}) {
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", `${name}@${versions[name]}`], {
    cwd: folder,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
}

/** The folder with include/node, which native modules are compiled with. */
function headers() {
  const modules = join(cache, "node/node_modules");
  const packages = [...readdirSync(modules), ...readdirSync(join(modules, "node/node_modules"))];
  const name = packages.find((each) => /^node-linux-/.test(each));
  if (name === undefined) return dirname(dirname(realpathSync(join(nodeFolder, "node"))));
  const nested = join(modules, "node/node_modules", name);
  return readdirSync(dirname(nested)).includes(name) ? nested : join(modules, name);
}

if (isInstalled()) console.log(`code-server is in ${cache}`);
else {
  install("node");
  install("code-server", {
    PATH: [nodeFolder, process.env.PATH].join(delimiter),
    npm_config_nodedir: headers(),
  });
  if (!isInstalled()) {
    console.error(`the installation in ${cache} is not complete`);
    process.exit(1);
  }
}
