/** Finding policies and descriptions of boots. */

import { lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { InputError } from "./input-error.js";
import { bootName, imaFolder, looksLikePolicy, policyName, skippedFolders } from "./names.js";
import { FileError, fileError, isBinary, readHead } from "./text-file.js";

/** Policies and descriptions of boots below a folder, sorted; symbolic links to folders are not followed. */
function findBelow(folder: string, errors: InputError[]): string[] {
  const found: string[] = [];
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(folder);
  } catch (error) {
    errors.push(fileError(folder, error));
    return found;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) found.push(...findBelow(path, errors));
      continue;
    }
    const isBoot = bootName.test(entry.name);
    if (!isBoot && !policyName.test(entry.name) && !imaFolder.test(path)) continue;
    try {
      if (!statSync(path).isFile()) continue;
      if (isBoot) {
        found.push(path);
        continue;
      }
      const head = readHead(path);
      if (!isBinary(head) && looksLikePolicy(head.toString("utf8"))) found.push(path);
    } catch (error) {
      errors.push(fileError(path, error));
    }
  }
  return found;
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files that operands stand for: a file is taken as it is, in a folder policies are looked for. */
export function findPolicies(operands: readonly string[], errors: InputError[]): string[] {
  const found: string[] = [];
  for (const operand of operands) {
    try {
      lstatSync(operand);
      if (!statSync(operand).isDirectory()) {
        found.push(operand);
        continue;
      }
    } catch (error) {
      errors.push(fileError(operand, error));
      continue;
    }
    const before = errors.length;
    const below = findBelow(operand, errors);
    if (below.length === 0 && errors.length === before)
      errors.push(
        new FileError(
          operand,
          "no policy in this directory (looked for ima-policy, ima_policy, *.policy, ima/* and digest-cache.conf); name the file to check it whatever it is called",
        ),
      );
    found.push(...below);
  }
  return found;
}
