// code-server: VS Code with its Node side, in a page. It is large, and kept outside of the project.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The release that is known to work, and the release of Node that it wants. */
export const versions = { "code-server": "4.139.1", node: "24.21.0" };

export const cache = process.env.IMALINT_EDITOR_CACHE ?? join(homedir(), ".cache/imalint-editor");

export const nodeFolder = join(cache, "node/node_modules/node/bin");
const entry = join(cache, "code-server/node_modules/code-server/out/node/entry.js");
/** The last thing that the installation builds. */
const built = join(cache, "code-server/node_modules/code-server/lib/vscode/node_modules/@vscode/spdlog/build/Release");

export const isInstalled = () => [join(nodeFolder, "node"), entry, built].every((path) => existsSync(path));

/**
 * Runs it, and hands over what it says.
 *
 * @param folder a temporary folder: settings, extensions and data are below it
 */
export function start(folder, args) {
  const options = [
    ...["--config", join(folder, "config.yaml"), "--user-data-dir", join(folder, "data")],
    ...["--extensions-dir", join(folder, "extensions"), "--auth", "none", "--bind-addr", "127.0.0.1:0"],
    ...["--disable-telemetry", "--disable-update-check"],
  ];
  return spawn(join(nodeFolder, "node"), [entry, ...options, ...args], {
    // So that it can be ended with the processes that it starts.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, "config"),
      XDG_DATA_HOME: join(folder, "share"),
      PATH: [nodeFolder, process.env.PATH].join(delimiter),
    },
  });
}

/** Waits until a process ends. */
export async function ended(child) {
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== 0) throw new Error(`code-server ended with ${code}:\n${output}`);
}

/** Waits until it serves. @returns its address */
export function address(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (data) => {
      output += data;
      const found = /HTTP server listening on (http:\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => reject(new Error(`code-server ended with ${code}:\n${output}`)));
  });
}

export async function stop(child) {
  if (child.exitCode !== null) return;
  const end = new Promise((resolve) => child.on("exit", resolve));
  process.kill(-child.pid, "SIGTERM");
  await end;
}
