/** imalint lsp --stdio: the server as a program of its own. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { nodeFiles } from "./node-files.js";
import type { CheckPage, Platform } from "./platform.js";
import { Server } from "./server.js";

let pages: Readonly<Record<string, CheckPage>> | undefined;

const platform: Platform = {
  files: nodeFiles,
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  pages: () => {
    pages ??= JSON.parse(readFileSync(join(__dirname, "pages.json"), "utf8")) as Record<string, CheckPage>;
    return Promise.resolve(pages);
  },
  pageUri: (check) => pathToFileURL(join(__dirname, "..", "server", "checks", `${check}.md`)).href,
};

const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
new Server(connection, platform);
connection.listen();
