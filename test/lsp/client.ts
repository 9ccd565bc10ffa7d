/** A real client of the built server, over its standard input and output. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from "vscode-languageserver-protocol/node";

const server = fileURLToPath(new URL("../../dist/lsp.cjs", import.meta.url));

/** What VS Code can do, in the parts that matter here. */
export const fullCapabilities: ClientCapabilities = {
  general: { positionEncodings: ["utf-16"] },
  workspace: {
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, codeDescriptionSupport: true },
    hover: { contentFormat: ["markdown", "plaintext"] },
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: ["markdown"],
        tagSupport: { valueSet: [1] },
        resolveSupport: { properties: ["documentation"] },
      },
    },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor.rewrite", "source.fixAll"] } },
      resolveSupport: { properties: ["edit"] },
    },
    rename: { prepareSupport: true },
  },
};

/** The same client, one that asks for diagnostics. */
export const pullingCapabilities: ClientCapabilities = {
  ...fullCapabilities,
  textDocument: { ...fullCapabilities.textDocument, diagnostic: { relatedDocumentSupport: true } },
};

export class Client {
  readonly folder = mkdtempSync(join(tmpdir(), "imalint-lsp-"));
  readonly published = new Map<string, PublishDiagnosticsParams>();
  readonly connection: ProtocolConnection;
  result: InitializeResult | undefined;
  private readonly process: ChildProcess;
  private waiting: (() => void)[] = [];
  readonly exited: Promise<number | null>;
  stderr = "";

  /** @param nodeOptions of the server */
  constructor(files: Readonly<Record<string, string>> = {}, nodeOptions: readonly string[] = []) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.process = spawn(process.execPath, [...nodeOptions, server], { stdio: ["pipe", "pipe", "pipe"] });
    const { stdin, stdout, stderr } = this.process;
    if (stdin === null || stdout === null) throw new Error("the server has no streams");
    stderr?.on("data", (data) => {
      this.stderr += String(data);
    });
    this.exited = new Promise((resolve) => this.process.on("exit", resolve));
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      this.published.set(params.uri, params);
      for (const wake of this.waiting.splice(0)) wake();
    });
    this.connection.onRequest("client/registerCapability", () => null);
    this.connection.listen();
  }

  write(name: string, text: string): void {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  async start(capabilities: ClientCapabilities = fullCapabilities, initializationOptions?: object): Promise<this> {
    this.result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: pathToFileURL(this.folder).href,
      workspaceFolders: [{ uri: pathToFileURL(this.folder).href, name: "test" }],
      capabilities,
      ...(initializationOptions === undefined ? {} : { initializationOptions }),
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return this;
  }

  async open(name: string, text: string, languageId = "ima-policy"): Promise<string> {
    const uri = this.uri(name);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
    return uri;
  }

  change(uri: string, version: number, contentChanges: { range?: Range; text: string }[]): Promise<void> {
    return this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: contentChanges as { text: string }[],
    });
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** Waits until what was published of a file is as it should be. */
  async until(
    uri: string,
    isSo: (diagnostics: Diagnostic[], version?: number) => boolean,
    patience = 20_000,
  ): Promise<Diagnostic[]> {
    const end = Date.now() + patience;
    for (;;) {
      const last = this.published.get(uri);
      if (last !== undefined && isSo(last.diagnostics, last.version)) return last.diagnostics;
      const left = end - Date.now();
      if (left <= 0) throw new Error(`published: ${JSON.stringify(last)}; stderr: ${this.stderr}`);
      await Promise.race([
        new Promise<void>((resolve) => this.waiting.push(resolve)),
        new Promise((resolve) => setTimeout(resolve, Math.min(left, 500))),
      ]);
    }
  }

  /** Bytes that the server has in use; it runs with report-heap.cjs. */
  async heapUsed(): Promise<number> {
    this.stderr = "";
    this.process.kill("SIGUSR2");
    for (;;) {
      const bytes = /heap (\d+)\n/.exec(this.stderr)?.[1];
      if (bytes !== undefined) return Number(bytes);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const status = await this.exited;
    this.connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
    return status;
  }

  kill(): void {
    this.process.kill("SIGKILL");
    this.connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A text with edits applied, as an editor does it (UTF-16, LF). */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const offset = ({ line, character }: { line: number; character: number }) =>
    Math.min((starts[line] ?? text.length) + character, text.length);
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((so, { range, newText }) => so.slice(0, offset(range.start)) + newText + so.slice(offset(range.end)), text);
}
