/** Files of the machine that the server runs on. */

import { constants } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bootName, imaFolder, looksLikePolicy, policyName, skippedFolders } from "../files/names.js";
import { decode, FileError, fileError } from "../files/text-file.js";
import type { FileSource } from "./file-source.js";
import { normalUri } from "./uris.js";

/** The largest policies have some hundred thousand bytes; what is larger than this was named by mistake. */
const largestMebibytes = 16;
const largestFile = largestMebibytes * 1024 * 1024;
/** A home directory that was opened as a folder has more than anybody waits for. */
const mostEntries = 200_000;

/** The bytes up to the end, wherever that is by then. Files of /proc tell no size, and some have no end. */
async function readBytes(path: string, handle: FileHandle): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(256 * 1024) });
    if (bytesRead === 0) return Buffer.concat(chunks);
    chunks.push(buffer.subarray(0, bytesRead));
    size += bytesRead;
    if (size > largestFile) throw new FileError(path, `larger than ${largestMebibytes} MiB, and so left out`);
  }
}

/** @throws FileError and what the file system throws */
async function readFile(path: string): Promise<string> {
  // Opening a pipe would wait for its other end, and opening a device may do things.
  if (!(await stat(path)).isFile()) throw new FileError(path, "not a file");
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = await handle.stat();
    if (size > largestFile) throw new FileError(path, `larger than ${largestMebibytes} MiB, and so left out`);
    return decode(path, await readBytes(path, handle)).text;
  } finally {
    await handle.close();
  }
}

/** That a file is not there is nothing to tell of: many are only looked for. */
const absent: readonly unknown[] = ["ENOENT", "ENOTDIR", "ENAMETOOLONG"];

export function nodeFiles(tell: (sentence: string) => void): FileSource {
  const told = new Set<string>();
  const fail = (path: string, error: unknown) => {
    if (absent.includes((error as NodeJS.ErrnoException).code)) return;
    const { message } = error instanceof FileError ? error : fileError(path, error);
    if (!told.has(message)) tell(message);
    told.add(message);
  };

  async function read(uri: string): Promise<string | undefined> {
    if (!uri.startsWith("file:")) return undefined;
    let path = uri;
    try {
      path = fileURLToPath(uri);
      return await readFile(path);
    } catch (error) {
      fail(path, error);
      return undefined;
    }
  }

  async function find(folder: string, isCancelled: () => boolean): Promise<string[]> {
    if (!folder.startsWith("file:")) return [];
    const found: string[] = [];
    const waiting: string[] = [];
    try {
      waiting.push(fileURLToPath(folder));
    } catch (error) {
      fail(folder, error);
    }
    let left = mostEntries;
    for (let path = waiting.pop(); path !== undefined && left > 0 && !isCancelled(); path = waiting.pop()) {
      const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
        fail(path ?? "", error);
        return [];
      });
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
    if (left <= 0) tell(`${folder} has more than ${mostEntries} files; not all of them were looked at for policies`);
    return found.sort();
  }

  return { read, find };
}
