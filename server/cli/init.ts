/** imalint init */

import { existsSync, writeFileSync } from "node:fs";
import { FileError } from "../files/text-file.js";
import { template } from "../report/boot-template.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { printOut } from "./output.js";

/** @returns the exit status */
export function runInit({ operands }: ParsedCommand): number {
  const [path = "digest-cache.conf", ...more] = operands;
  if (more.length > 0) throw new UsageError("init writes one file");
  if (path === "-") {
    printOut(template());
    return 0;
  }
  if (existsSync(path)) throw new UsageError(`${path} is there already, and init does not write over it`);
  try {
    writeFileSync(path, template(), { flag: "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FileError(path, code === "ENOENT" ? "there is no such directory" : message);
  }
  printOut(`wrote ${path}; fill it in, then run "imalint boot ${path}"\n`);
  return 0;
}
