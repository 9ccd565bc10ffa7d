/** The extension where there is Node: the server is a process. */

import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { activateWith } from "./extension-common.js";

export { deactivate } from "./extension-common.js";

export function activate(extension: vscode.ExtensionContext): void {
  const module = vscode.Uri.joinPath(extension.extensionUri, "dist", "server.cjs").fsPath;
  const run = { module, transport: TransportKind.stdio };
  const debug = { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } };
  // Folders that are on no disk, such as those of a repository on a server, only the editor can read.
  const onDisk = (vscode.workspace.workspaceFolders ?? []).every(({ uri }) => uri.scheme === "file");
  activateWith(extension, {
    files: onDisk ? "node" : "client",
    pages: vscode.Uri.joinPath(extension.extensionUri, "dist", "pages.json"),
    createClient: (options) => new LanguageClient("imalint", "imalint", { run, debug }, options),
  });
}
