/** The language server as the rest of the client sees it. It is started when it is first needed. */

import * as vscode from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import type { BootView, InitializationOptions, ReadFileParams, Review, Status } from "../../server/lsp/protocol.js";
import * as protocol from "../../server/lsp/protocol.js";
import { documentSelector } from "./languages.js";
import { readSettings } from "./settings.js";
import { findFiles, readFile } from "./workspace-files.js";

/** How an editor runs the server: as a process, or as a worker. */
export interface Host {
  /** Who reads files for it. */
  readonly files: InitializationOptions["files"];
  /** The file with the pages of the checks. */
  readonly pages: vscode.Uri;
  createClient(options: LanguageClientOptions): BaseLanguageClient;
}

/** What a click on the id of a check does. */
const checkPage = `command:imalint.explainCheck?${encodeURIComponent('["{check}"]').replace("%7Bcheck%7D", "{check}")}`;

const longestStart = 2000;
const pause = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));

export class Server implements vscode.Disposable {
  private client: BaseLanguageClient | undefined;
  private running: Promise<BaseLanguageClient> | undefined;
  private readonly statusEmitter = new vscode.EventEmitter<Status>();
  private readonly trustListener: vscode.Disposable;
  readonly onStatus = this.statusEmitter.event;

  constructor(
    private readonly host: Host,
    readonly output: vscode.LogOutputChannel,
  ) {
    this.trustListener = vscode.workspace.onDidGrantWorkspaceTrust(() => void this.tellTrust());
  }

  /** The running server; a start that failed is tried again the next time. */
  start(): Promise<BaseLanguageClient> {
    this.running ??= this.launch().catch((error) => {
      this.running = undefined;
      throw error;
    });
    return this.running;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const { client, running } = this;
    this.client = undefined;
    this.running = undefined;
    // A server that is starting cannot be asked to stop; one that never gets ready is not waited for.
    await Promise.race([running?.catch(() => undefined), pause(longestStart)]);
    await client?.dispose().catch((error) => this.output.warn(`the server did not stop as it should: ${error}`));
  }

  async bootView(uri: vscode.Uri): Promise<BootView | null> {
    return this.execute(protocol.commands.bootView, uri.toString(), "view");
  }

  async explain(checkId: string): Promise<string | null> {
    return this.execute(protocol.commands.explain, checkId);
  }

  async review(uri: vscode.Uri, oldText: string, oldLabel: string): Promise<Review | null> {
    return this.execute(protocol.commands.review, uri.toString(), oldText, oldLabel);
  }

  dispose(): void {
    this.trustListener.dispose();
    this.statusEmitter.dispose();
    void this.stop();
  }

  private async launch(): Promise<BaseLanguageClient> {
    const initializationOptions = (): InitializationOptions => ({
      files: this.host.files,
      isTrusted: vscode.workspace.isTrusted,
      settings: readSettings(),
      checkPage,
      pages: this.host.pages.toString(),
    });
    const client = this.host.createClient({
      documentSelector: documentSelector(),
      synchronize: { configurationSection: "imalint" },
      initializationOptions,
      outputChannel: this.output,
      markdown: { isTrusted: false, supportHtml: false },
    });
    this.client = client;
    client.onNotification(protocol.statusNotification, (status: Status) => this.statusEmitter.fire(status));
    client.onRequest(protocol.readFileRequest, (params: ReadFileParams) => readFile(params, this.host.pages));
    client.onRequest(protocol.findFilesRequest, findFiles);
    await client.start();
    return client;
  }

  private async tellTrust(): Promise<void> {
    if (this.running === undefined) return;
    const client = await this.running.catch(() => undefined);
    await client?.sendNotification(protocol.trustNotification, { isTrusted: true });
  }

  private async execute<T>(command: string, ...args: readonly unknown[]): Promise<T | null> {
    const client = await this.start();
    return client.sendRequest("workspace/executeCommand", { command, arguments: args });
  }
}
