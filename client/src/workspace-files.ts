/** Files that are read for the server, when it cannot do that itself. */

import * as vscode from "vscode";
import type { FindFilesResult, ReadFileParams, ReadFileResult } from "../../server/lsp/protocol.js";
import { fileNames } from "./languages.js";

/** Policies have some kilobytes; what is larger than this is something else. */
const mostBytes = 16 * 1024 * 1024;
const mostFiles = 2000;

/** Nothing outside of a workspace that is not trusted. */
export function mayRead(uri: vscode.Uri): boolean {
  return vscode.workspace.isTrusted || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

export async function readFile(params: ReadFileParams): Promise<ReadFileResult> {
  try {
    const uri = vscode.Uri.parse(params.uri, true);
    if (!mayRead(uri)) return null;
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > mostBytes) return null;
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    // There is no such file, or whoever keeps it does not hand it out.
    return null;
  }
}

export async function findFiles(): Promise<FindFilesResult> {
  const uris = await vscode.workspace.findFiles(`**/{${fileNames.join(",")}}`, "**/node_modules/**", mostFiles);
  return { uris: uris.map((uri) => uri.toString()) };
}
