/** The extension in a browser: the server is a worker. */

import * as vscode from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { activateWith } from "./extension-common.js";

/** What is used of the browser's class. */
declare class Worker {
  constructor(url: string);
  terminate(): void;
}

export function activate(extension: vscode.ExtensionContext): void {
  const url = vscode.Uri.joinPath(extension.extensionUri, "dist", "server-worker.js").toString(true);
  let worker: Worker | undefined;
  const stop = () => {
    worker?.terminate();
    worker = undefined;
  };
  const start = async () => {
    stop();
    worker = new Worker(url);
    // The editor replaces Worker, so the client cannot tell that this is one, and is told how to talk to it instead.
    return { reader: new BrowserMessageReader(worker as never), writer: new BrowserMessageWriter(worker as never) };
  };
  activateWith(extension, {
    files: "client",
    createClient: (options) => new LanguageClient("imalint", "imalint", start, options),
  });
  extension.subscriptions.push({ dispose: stop });
}
