/** imalint lsp --stdio: the server as a program of its own. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
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

const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
new Server(connection, platform);
connection.listen();
