/** The built program, as it is used. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../dist/cli.cjs", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs imalint without what the environment says of colors. */
export function imalint(args: readonly string[], { input = "", env = {}, cwd = root }: RunOptions = {}) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...clean } = process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], {
    input,
    cwd,
    encoding: "utf8",
    env: { ...clean, ...env },
    maxBuffer: 2 ** 28,
  });
  return { stdout, stderr, status };
}
