/** The optional folder of reference material beside the checkout. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../shared/", import.meta.url));

export const hasShared = existsSync(root);

if (!hasShared) console.warn("no ../shared folder: tests on its material are left out");

export function sharedPath(path: string): string {
  return root + path;
}

export function readShared(path: string): string {
  return readFileSync(root + path, "utf8");
}

/** Files of a folder of it, by their names; none without it. */
export function sharedFiles(folder: string, name: RegExp): string[] {
  if (!hasShared) return [];
  return readdirSync(root + folder)
    .filter((file) => name.test(file))
    .map((file) => `${folder}/${file}`);
}

export function readJsonLines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
