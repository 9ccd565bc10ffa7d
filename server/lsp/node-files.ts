/** Files of the machine that the server runs on. */

import { readdir, readFile, stat } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bootName, imaFolder, looksLikePolicy, policyName, skippedFolders } from "../files/names.js";
import { decode } from "../files/text-file.js";
import type { FileSource } from "./file-source.js";
import { normalUri } from "./uris.js";

/** No policy is larger; what is, was named by mistake. */
const largestFile = 256 * 1024 * 1024;
/** A home directory that was opened as a folder has more than anybody waits for. */
const mostEntries = 200_000;

async function read(uri: string): Promise<string | undefined> {
  if (!uri.startsWith("file:")) return undefined;
  try {
    const path = fileURLToPath(uri);
    const { size, ...status } = await stat(path).then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (!status.isFile || size > largestFile) return undefined;
    return decode(path, await readFile(path)).text;
  } catch {
    return undefined;
  }
}

async function find(folder: string, isCancelled: () => boolean): Promise<string[]> {
  if (!folder.startsWith("file:")) return [];
  const found: string[] = [];
  const waiting = [fileURLToPath(folder)];
  let left = mostEntries;
  for (let path = waiting.pop(); path !== undefined && left > 0 && !isCancelled(); path = waiting.pop()) {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    left -= entries.length;
    for (const entry of entries) {
      const name = `${path.replace(/\/$/, "")}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) waiting.push(name);
        continue;
      }
      const uri = () => normalUri(pathToFileURL(name).href);
      if (bootName.test(entry.name) || entry.name === "imalint.toml") found.push(uri());
      else if (policyName.test(entry.name) || imaFolder.test(name)) {
        const text = await read(pathToFileURL(name).href);
        if (text !== undefined && looksLikePolicy(text)) found.push(uri());
      }
    }
  }
  return found.sort();
}

export const nodeFiles: FileSource = { read, find };
