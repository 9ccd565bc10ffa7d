/** What the git extension of the editor says of a file. Nothing here runs git. */

import * as vscode from "vscode";

/** The part of the extension's interface that is used (version 1 of it). */
interface GitRepository {
  show(ref: string, path: string): Promise<string>;
}

interface GitApi {
  getRepository(uri: vscode.Uri): GitRepository | null;
  toGitUri(uri: vscode.Uri, ref: string): vscode.Uri;
}

interface GitExtension {
  /** @throws when git is turned off */
  getAPI(version: 1): GitApi;
}

export interface Committed {
  readonly text: string;
  /** A document with that text. */
  readonly uri: vscode.Uri;
}

/** @returns the text of HEAD, or why there is none, in a sentence */
export async function committed(uri: vscode.Uri): Promise<Committed | string> {
  if (!vscode.workspace.isTrusted) return "The workspace is not trusted, so git is not asked for anything.";
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (extension === undefined) return "The git extension of the editor is needed for this, and it is not here.";
  let api: GitApi;
  try {
    api = (await extension.activate()).getAPI(1);
  } catch {
    return "The git extension of the editor is turned off, or found no git.";
  }
  const repository = api.getRepository(uri);
  if (repository === null) return "The file is in no git repository that is open here.";
  try {
    return { text: await repository.show("HEAD", uri.fsPath), uri: api.toGitUri(uri, "HEAD") };
  } catch {
    return "The file is not in HEAD, so there is nothing to compare it with.";
  }
}
