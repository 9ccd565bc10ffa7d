/** What the extension runs as the server, and when. */

import { beforeEach, expect, it, vi } from "vitest";
import { URI } from "vscode-uri";
import * as desktop from "../src/desktop.js";
import { ServerWorker } from "../src/worker.js";
import * as vscode from "./vscode-stub.js";

vi.mock("vscode", () => import("./vscode-stub.js"));

interface Options {
  readonly initializationOptions?: () => unknown;
}

const made = vi.hoisted(() => [] as { server: unknown; options: Options; dispose: () => Promise<void> }[]);
const clientClass = vi.hoisted(
  () =>
    class {
      readonly dispose = vi.fn(async () => {});
      constructor(
        _id: string,
        _name: string,
        readonly server: unknown,
        readonly options: Options,
      ) {
        made.push(this);
      }
      onNotification() {}
      onRequest() {}
      async start() {}
    },
);
vi.mock("vscode-languageclient/node", () => ({ LanguageClient: clientClass, TransportKind: { stdio: 0 } }));
const extension = () =>
  ({
    extensionUri: URI.file("/ext"),
    extension: { packageJSON: { version: "0.1.0" } },
    subscriptions: [] as { dispose(): unknown }[],
  }) as never;

beforeEach(() => {
  made.length = 0;
  vscode.workspace.workspaceFolders = [{ uri: URI.file("/w") }];
  vscode.workspace.textDocuments = [];
});

it("starts nothing for documents of others", () => {
  vscode.workspace.textDocuments = [vscode.documentAt("file:///w/a.md", "markdown")];
  desktop.activate(extension());
  expect(made).toEqual([]);
});

it("runs a process on the desktop, and ends it", async () => {
  vscode.workspace.textDocuments = [vscode.documentAt("file:///w/ima-policy", "ima-policy")];
  desktop.activate(extension());
  expect(made[0]?.server).toMatchObject({ run: { module: "/ext/dist/server.cjs", transport: 0 } });
  expect(made[0]?.options).toMatchObject({
    documentSelector: expect.arrayContaining([{ language: "digest-cache", scheme: "file" }]),
  });
  await desktop.deactivate();
  expect(made[0]?.dispose).toHaveBeenCalled();
});

it.each([
  ["file:///w", "node"],
  ["vscode-vfs://github/a/b", "client"],
])("with a folder at %s files are read by the %s", async (folder, files) => {
  vscode.workspace.workspaceFolders = [{ uri: URI.parse(folder) }];
  vscode.workspace.textDocuments = [vscode.documentAt(`${folder}/ima-policy`, "ima-policy")];
  desktop.activate(extension());
  expect(made[0]?.options.initializationOptions?.()).toMatchObject({ files });
  await desktop.deactivate();
});

it("runs one worker at a time in a browser", () => {
  const log: string[] = [];
  vi.stubGlobal(
    "Worker",
    class {
      constructor(url: string) {
        log.push(`start ${url}`);
      }
      terminate() {
        log.push("end");
      }
    },
  );
  const worker = new ServerWorker("http://x/server-worker.js");
  worker.start();
  worker.start();
  worker.dispose();
  worker.dispose();
  expect(log).toEqual(["start http://x/server-worker.js", "end", "start http://x/server-worker.js", "end"]);
  vi.unstubAllGlobals();
});
