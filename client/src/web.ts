/** The extension in a browser: the server is a worker. */

import * as vscode from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { activateWith } from "./extension-common.js";
import { ServerWorker } from "./worker.js";

export { deactivate } from "./extension-common.js";

export function activate(extension: vscode.ExtensionContext): void {
  const worker = new ServerWorker(
    vscode.Uri.joinPath(extension.extensionUri, "dist", "server-worker.js").toString(true),
  );
  const connect = async () => {
    // The editor replaces the class Worker, so the client cannot tell that this is one: it is told how to talk to it.
    const port = worker.start() as ConstructorParameters<typeof BrowserMessageReader>[0];
    return { reader: new BrowserMessageReader(port), writer: new BrowserMessageWriter(port) };
  };
  activateWith(extension, {
    files: "client",
    pages: vscode.Uri.joinPath(extension.extensionUri, "dist", "pages.json"),
    createClient: (options) => new LanguageClient("imalint", "imalint", connect, options),
  });
  extension.subscriptions.push(worker);
}
