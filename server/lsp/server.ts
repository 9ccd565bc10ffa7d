/** The language server: what a connection is told, and when. Everything that it says is made elsewhere. */

import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  PositionEncodingKind,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { type Subject, subjectOf, verdictOf } from "../assist/index.js";
import { version } from "../version.js";
import { Analyses, type Checked, documentOf } from "./analysis.js";
import { Changes } from "./changes.js";
import { clientFiles } from "./client-files.js";
import { Configuration } from "./configuration.js";
import { Diagnostics } from "./diagnostics.js";
import { features } from "./features/index.js";
import type { FileSource } from "./file-source.js";
import { Lines } from "./lines.js";
import type { Platform } from "./platform.js";
import { type InitializationOptions, statusNotification, type TrustParams, trustNotification } from "./protocol.js";
import { LinesOf } from "./to-diagnostic.js";
import { normalUri } from "./uris.js";
import { Workspace } from "./workspace.js";

/** Files whose changes on disk matter. */
const watched = [
  "**/*digest-cache.conf",
  "**/*ima[-_]policy*",
  "**/*.policy",
  "**/ima/*",
  "**/imalint.toml",
  "**/*cmdline*",
  "**/*config*",
];

export class Server {
  readonly workspace: Workspace;
  readonly analyses: Analyses;
  readonly configuration: Configuration;
  readonly diagnostics: Diagnostics;
  readonly changes = new Changes();
  params: InitializeParams = { processId: null, rootUri: null, capabilities: {}, workspaceFolders: null };
  options: Partial<InitializationOptions> = {};
  private readonly subjects = new Map<
    string,
    { readonly checked: Checked; readonly result: unknown; readonly subject: Subject }
  >();
  private searching: Promise<void> | undefined;

  constructor(
    readonly connection: Connection,
    readonly platform: Platform,
  ) {
    const files: FileSource = platform.files((sentence) => this.warn(sentence)) ?? clientFiles(connection);
    this.workspace = new Workspace(files);
    this.configuration = new Configuration(this.workspace, (uri, diagnostics) => {
      void connection.sendDiagnostics({ uri: this.workspace.clientUri(uri), diagnostics });
    });
    this.analyses = new Analyses(() => platform.pause());
    this.diagnostics = new Diagnostics(this);
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => this.initialized());
    for (const feature of features) feature.register(this);
    this.listen();
  }

  /** Whether the client is made for this server, and knows commands of its own. */
  get isOwnClient(): boolean {
    return this.options.settings !== undefined;
  }

  /** Tells what goes wrong without being anybody's question. */
  warn(sentence: string): void {
    this.connection.console.warn(sentence);
  }

  private initialize(params: InitializeParams): InitializeResult {
    this.params = params;
    this.options = (params.initializationOptions as Partial<InitializationOptions> | undefined) ?? {};
    const { capabilities } = params;
    const encodings = capabilities.general?.positionEncodings ?? [];
    // UTF-16 is what texts are kept in here; UTF-8 is for clients that have nothing else.
    const encoding = encodings.includes("utf-16") || !encodings.includes("utf-8") ? "utf-16" : "utf-8";
    this.workspace.encoding = encoding;
    this.workspace.isTrusted = this.options.isTrusted ?? true;
    this.setFolders(params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []));
    this.configuration.set(this.options.settings ?? {});
    return {
      capabilities: Object.assign(
        {
          positionEncoding: encoding === "utf-8" ? PositionEncodingKind.UTF8 : PositionEncodingKind.UTF16,
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
          workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        },
        ...features.map((feature) => feature.capabilities(params)),
      ),
      serverInfo: { name: "imalint", version },
    };
  }

  private setFolders(uris: readonly string[]): void {
    this.workspace.folders = uris.map((uri) => normalUri(uri).replace(/\/$/, ""));
  }

  private initialized(): void {
    const { workspace } = this.params.capabilities;
    const ignore = () => undefined;
    if (workspace?.didChangeConfiguration?.dynamicRegistration)
      this.connection.client.register(DidChangeConfigurationNotification.type, { section: "imalint" }).catch(ignore);
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration)
      this.connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers: watched.map((globPattern) => ({ globPattern })) })
        .catch(ignore);
    if (workspace?.workspaceFolders)
      this.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = removed.map(({ uri }) => normalUri(uri).replace(/\/$/, ""));
        this.setFolders([
          ...this.workspace.folders.filter((uri) => !gone.includes(uri)),
          ...added.map(({ uri }) => uri),
        ]);
        void this.search();
      });
    void this.search();
    // A client may take its time to answer, or never do so.
    if (workspace?.configuration === true) void this.configure().then(() => this.diagnostics.refresh());
  }

  /** Reads the settings of the editor anew. */
  private async configure(): Promise<void> {
    if (this.params.capabilities.workspace?.configuration !== true) return;
    const settings: unknown = await this.connection.workspace.getConfiguration("imalint").catch((error: Error) => {
      this.warn(`the client does not tell its settings: ${error.message}`);
    });
    this.setSettings(settings);
  }

  private setSettings(settings: unknown): void {
    if (settings === undefined || settings === null) return;
    // What is wrong with them is told like what is wrong in them.
    this.configuration.set(settings);
    // A client of our own shows that with the status.
    if (!this.isOwnClient) for (const problem of this.configuration.problems) this.warn(problem);
  }

  /** Looks for files in the folders, and then checks the open ones with what was found. */
  private search(): Promise<void> {
    this.searching = this.workspace.search().then(() => {
      this.configuration.reset();
      this.diagnostics.refresh();
    });
    return this.searching;
  }

  /** Resolves when the folders were gone through. */
  async whenSearched(): Promise<void> {
    await this.searching;
  }

  private listen(): void {
    const { connection, workspace } = this;
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version: number, text } }) => {
      if (workspace.buffer(uri) !== undefined) this.warn(`${uri} was opened twice; the second text counts`);
      workspace.open(uri, languageId, number, text);
      this.changes.note();
      this.diagnostics.changed(normalUri(uri));
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri, version: number }, contentChanges }) => {
      const { version: last } = workspace.buffer(uri) ?? {};
      if (last === undefined) return this.warn(`${uri} was changed and is not open`);
      if (number <= last) this.warn(`${uri} was version ${last} and became ${number}, which is not a later one`);
      workspace.change(uri, contentChanges, number);
      this.changes.note();
      this.diagnostics.changed(normalUri(uri));
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      if (workspace.buffer(uri) === undefined) return this.warn(`${uri} was closed and is not open`);
      workspace.close(uri);
      const key = normalUri(uri);
      this.subjects.delete(key);
      this.changes.note();
      this.diagnostics.closed(key);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) workspace.forget(uri);
      const noted = changes.map(({ uri, type }) => workspace.noteOnDisk(uri, type !== FileChangeType.Deleted));
      this.searching = Promise.all([this.searching, ...noted]).then(() => {
        this.configuration.reset();
        this.diagnostics.refresh();
      });
    });
    connection.onDidChangeConfiguration(({ settings }: { settings?: unknown }) => {
      this.setSettings((settings as { imalint?: unknown } | null | undefined)?.imalint);
      void this.configure().then(() => this.diagnostics.refresh());
    });
    connection.onNotification(trustNotification, ({ isTrusted }: TrustParams) => {
      workspace.isTrusted = isTrusted;
      workspace.forgetAll();
      this.configuration.reset();
      this.diagnostics.refresh();
    });
  }

  /** What is found in a file and those that it is checked with, so far. Undefined when it cannot be read. */
  async checked(uri: string): Promise<Checked | undefined> {
    const key = normalUri(uri);
    const { number } = this.changes;
    const { boot, options } = await this.configuration.of(key);
    const group = await this.workspace.groupOf(key, boot);
    // Files were read meanwhile, and what was taken from the editor before may be older than what is in it now.
    if (this.changes.number !== number) return this.checked(uri);
    if (group === undefined) return undefined;
    // What a boot is made of is checked with the settings of its description, wherever it is asked for.
    const description = group.files.find(({ language, uri: each }) => language === "digest-cache" && each !== key);
    const shared = description === undefined ? options : (await this.configuration.of(description.uri)).options;
    return this.analyses.check(group, this.workspace.languageOf(key) === "digest-cache" ? options : shared);
  }

  /** The document with what is known of it, for the features. */
  async subject(uri: string): Promise<Subject | undefined> {
    const key = normalUri(uri);
    const checked = await this.checked(key);
    const at = checked?.files.findIndex((file) => file.uri === key) ?? -1;
    const file = checked?.files[at];
    if (checked === undefined || file === undefined) return undefined;
    const known = this.subjects.get(key);
    if (known?.checked === checked && known.result === checked.result) return known.subject;
    const document = checked.documents[at] ?? documentOf(file);
    const subject = subjectOf(document, checked.documents, checked.options, checked.resultOf(key), checked.prepared);
    if (this.workspace.buffer(key) !== undefined) this.subjects.set(key, { checked, result: checked.result, subject });
    return subject;
  }

  /** The document of a request, with its places. */
  async document(uri: string): Promise<{ readonly subject: Subject; readonly lines: Lines } | undefined> {
    const subject = await this.subject(uri);
    if (subject === undefined) return undefined;
    const { text } = subject.document;
    const buffer = this.workspace.buffer(uri);
    return { subject, lines: buffer?.text === text ? buffer.lines : new Lines(text, this.workspace.encoding) };
  }

  /** Places in any of the files that a document is checked with. */
  async places(uri: string): Promise<LinesOf | undefined> {
    const checked = await this.checked(uri);
    return checked && new LinesOf(this, checked);
  }

  /** Tells the client for what a document was checked, and what becomes of its boot. */
  async tellStatus(uri: string): Promise<void> {
    if (!this.isOwnClient) return;
    const checked = await this.checked(uri);
    await checked?.whenDone();
    if (checked === undefined || checked.wasGivenUp) return;
    const subject = await this.subject(uri);
    if (subject === undefined) return;
    const boot = verdictOf(subject);
    void this.connection.sendNotification(statusNotification, {
      uri: this.workspace.clientUri(normalUri(uri)),
      kernels: subject.kernels.map((kernel) => kernel.version),
      dialect: subject.kernels[0]?.dialect ?? "mainline",
      ...(boot === undefined ? {} : { boot }),
      ...(this.configuration.problems.length === 0 ? {} : { problems: this.configuration.problems }),
    });
  }
}
