/** imalint lsp --stdio: the server as a program of its own. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createConnection, ProposedFeatures, StreamMessageWriter } from "vscode-languageserver/node";
import { Gate } from "./gate.js";
import { MessageReader } from "./message-reader.js";
import { nodeFiles } from "./node-files.js";
import type { CheckPage, Platform } from "./platform.js";
import { Server } from "./server.js";

let pages: Readonly<Record<string, CheckPage>> | undefined;

/** An editor asks for several things at once when something was typed, and one message is handled in a turn. */
const turns = 16;

async function pause(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const uris = new Map<string, string>();

/** Where the page of a check lies beside the program. */
function pageUri(check: string): string {
  let uri = uris.get(check);
  if (uri === undefined) {
    uri = pathToFileURL(join(__dirname, "..", "server", "checks", `${check}.md`)).href;
    uris.set(check, uri);
  }
  return uri;
}

const platform: Platform = {
  files: nodeFiles,
  pause,
  pages: () => {
    pages ??= JSON.parse(readFileSync(join(__dirname, "pages.json"), "utf8")) as Record<string, CheckPage>;
    return Promise.resolve(pages);
  },
  pageUri,
};

const reader = new MessageReader(process.stdin);
const writer = new StreamMessageWriter(process.stdout);
const gate = new Gate(reader, writer);

/** Without a client there is nothing to do. */
function end(): void {
  if (gate.exitStatus !== undefined) process.exit(gate.exitStatus);
}
// What is about to be said is said first.
reader.onClose(() => setImmediate(end));
process.stdout.on("close", end);
process.stdout.on("error", end);

// What fails in here must not end the session: it is told, and the next question is answered.
function tell(error: unknown): void {
  gate.log(`imalint has a bug, please report it: ${error instanceof Error ? error.stack : String(error)}`);
}
process.on("uncaughtException", tell);
process.on("unhandledRejection", tell);

const connection = createConnection(ProposedFeatures.all, gate, writer);
new Server(connection, platform);
connection.listen();
