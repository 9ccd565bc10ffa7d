/** The server in a web worker: all files are the client's. */

import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { Gate } from "./gate.js";
import type { CheckPage, Platform } from "./platform.js";
import { type InitializationOptions, type ReadFileResult, readFileRequest } from "./protocol.js";
import { Server } from "./server.js";

declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

/** A timer of a worker waits some milliseconds when it is set again and again; a message does not. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

const writer = new BrowserMessageWriter(self);
const gate = new Gate(new BrowserMessageReader(self), writer);
const connection = createConnection(gate, writer);
let pages: Readonly<Record<string, CheckPage>> | undefined;

const platform: Platform = {
  files: () => undefined,
  pause,
  async pages() {
    const { pages: uri } = server.options as Partial<InitializationOptions>;
    if (pages === undefined && uri !== undefined) {
      const read = await connection.sendRequest<ReadFileResult>(readFileRequest, { uri });
      if (read !== null) pages = JSON.parse(read.text) as Record<string, CheckPage>;
    }
    return pages ?? {};
  },
  pageUri: () => undefined,
};

const server = new Server(connection, platform);
connection.listen();
