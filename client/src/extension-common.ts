/** The extension, whatever kind of editor it is in. */

import * as vscode from "vscode";
import { BootViews } from "./boot-view/views.js";
import { registerCommands } from "./commands/index.js";
import { isOurs } from "./languages.js";
import { Pages } from "./pages.js";
import { type Host, Server } from "./server.js";
import { LanguageStatus } from "./status.js";

let running: Server | undefined;

/** Sets everything up; the server itself starts with the first document that is for it. */
export function activateWith(extension: vscode.ExtensionContext, host: Host): void {
  const output = vscode.window.createOutputChannel("imalint", { log: true });
  const server = new Server(host, output);
  running = server;
  const boots = new BootViews(server);
  const status = new LanguageStatus(server.onStatus);
  const reviews = new Pages("imalint-review");
  const explanations = new Pages("imalint-explain");
  const version = String(extension.extension.packageJSON.version);
  const context = { server, boots, status, reviews, explanations, version };
  const startFor = (document: vscode.TextDocument) => {
    if (!isOurs(document)) return;
    server.start().catch((error) => output.error(`the server does not start: ${error}`));
  };
  extension.subscriptions.push(
    // In the order in which they end: what uses the server before the server.
    ...[boots, status, reviews, explanations],
    ...registerCommands(context),
    vscode.workspace.onDidOpenTextDocument(startFor),
    server,
    output,
  );
  for (const document of vscode.workspace.textDocuments) startFor(document);
}

/** The editor waits for this, so that the server can end in peace. */
export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}
