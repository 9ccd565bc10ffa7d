/** Files that are read for the server, when it cannot do that itself. */

import * as vscode from "vscode";
import type { FindFilesParams, FindFilesResult, ReadFileParams, ReadFileResult } from "../../server/lsp/protocol.js";
import { bootFile, searchPattern } from "./languages.js";

/** Policies have some kilobytes; what is larger than this is something else. */
const mostBytes = 16 * 1024 * 1024;
const mostFiles = 2000;

/** Nothing outside of a workspace that is not trusted. */
export function mayRead(uri: vscode.Uri): boolean {
  return vscode.workspace.isTrusted || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

/** @param own a file of the extension itself, which can be read wherever it is */
export async function readFile(params: ReadFileParams, own: vscode.Uri): Promise<ReadFileResult> {
  try {
    const uri = vscode.Uri.parse(params.uri, true);
    if (uri.toString() !== own.toString() && !mayRead(uri)) return null;
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > mostBytes) return null;
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    // There is no such file, or whoever keeps it does not hand it out.
    return null;
  }
}

/** Editors in browsers wait for somebody who can search a file system of another kind, and wait in vain. */
const longestSearch = 3000;
const mostFolders = 500;
const skippedFolders = new Set([".git", ".hg", ".svn", "node_modules"]);

async function search(folder: vscode.Uri): Promise<vscode.Uri[] | undefined> {
  const pattern = new vscode.RelativePattern(folder, searchPattern);
  const cancellation = new vscode.CancellationTokenSource();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), longestSearch);
  });
  try {
    const found = vscode.workspace.findFiles(pattern, "**/node_modules/**", mostFiles, cancellation.token);
    return await Promise.race([found, patience]);
  } finally {
    clearTimeout(timer);
    cancellation.cancel();
  }
}

/** Goes through the folders itself, as far as that takes no time to speak of. */
async function walk(start: vscode.Uri): Promise<vscode.Uri[]> {
  const folders = [start];
  const found: vscode.Uri[] = [];
  for (let at = 0; at < folders.length && at < mostFolders; at++) {
    const folder = folders[at];
    if (folder === undefined) break;
    const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
    for (const [name, type] of entries) {
      const uri = vscode.Uri.joinPath(folder, name);
      if (type === vscode.FileType.Directory && !skippedFolders.has(name)) folders.push(uri);
      else if ((type & vscode.FileType.File) !== 0) found.push(uri);
    }
  }
  return found;
}

/** @returns nothing for what is no folder of the workspace */
export async function findFiles(params: FindFilesParams): Promise<FindFilesResult> {
  const named = vscode.Uri.parse(params.folder);
  // Of the root of a file system, whose name ends in the slash that others end without.
  const folder = named.path === "" ? named.with({ path: "/" }) : named;
  if (vscode.workspace.getWorkspaceFolder(folder) === undefined) return { uris: [] };
  const found = (await search(folder)) ?? (await walk(folder));
  const uris = found.filter(({ path }) => bootFile.test(path)).slice(0, mostFiles);
  return { uris: uris.map((uri) => uri.toString()) };
}
