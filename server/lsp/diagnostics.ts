/** Findings as diagnostics: asked for by the client where it can ask, else sent to it. */

import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
  type ServerCapabilities,
} from "vscode-languageserver";
import type { Finding } from "../checks/finding.js";
import { isLate } from "../checks/lint.js";
import type { Checked } from "./analysis.js";
import { moved } from "./moved-findings.js";
import { refreshDrawn } from "./refresh.js";
import type { Server } from "./server.js";
import { toDiagnostics } from "./to-diagnostic.js";
import { normalUri } from "./uris.js";

/** Milliseconds that an answer may wait for all that is found, before it has what is found by then. */
const patience = 40;

interface Whole {
  readonly text: string;
  readonly findings: readonly Finding[];
}

export class Diagnostics {
  /** What was found in a file when all of it was last known. */
  private readonly whole = new Map<string, Whole>();
  private readonly sent = new Map<string, { readonly clientUri: string; readonly json: string }>();
  /** The files that a file was checked with when something was last sent of it. */
  private readonly sentWith = new Map<string, ReadonlySet<string>>();
  private readonly waiting = new Set<string>();
  private readonly reports = new Map<string, { readonly id: string; readonly json: string }>();
  private count = 0;

  constructor(private readonly server: Server) {}

  get isPulled(): boolean {
    return this.server.params.capabilities.textDocument?.diagnostic !== undefined;
  }

  static capabilities({ capabilities }: InitializeParams): Partial<ServerCapabilities> {
    if (capabilities.textDocument?.diagnostic === undefined) return {};
    return {
      diagnosticProvider: {
        identifier: "imalint",
        interFileDependencies: true,
        workspaceDiagnostics: true,
        workDoneProgress: true,
      },
    };
  }

  /** The text of an open document is another one. */
  changed(uri: string): void {
    if (this.isPulled) {
      // What the answer will need is begun before it is asked for.
      void this.server.checked(uri).then(() => this.server.tellStatus(uri));
      return;
    }
    this.sendSoon(uri);
  }

  closed(uri: string): void {
    this.whole.delete(uri);
    if (this.isPulled) return;
    // Clients may forget what they were sent of a file that they close.
    const sent = this.sent.get(uri);
    if (sent !== undefined) this.sent.set(uri, { ...sent, json: "" });
    this.sendSoon(uri);
  }

  /** Changes that came together are looked at together. */
  private sendSoon(uri: string): void {
    if (this.waiting.size === 0) void this.server.platform.pause().then(() => this.sendWaiting());
    this.waiting.add(uri);
  }

  /** Something changed that is not in one document: files on disk, settings. */
  refresh(): void {
    this.server.changes.note();
    const { capabilities } = this.server.params;
    refreshDrawn(this.server.connection, capabilities);
    if (this.isPulled) {
      if (capabilities.workspace?.diagnostics?.refreshSupport)
        this.server.connection.languages.diagnostics.refresh().catch(() => undefined);
      for (const uri of this.server.workspace.openUris) void this.server.tellStatus(uri);
      return;
    }
    for (const uri of this.server.workspace.openUris) this.changed(uri);
    if (this.server.workspace.openUris.length === 0) void this.sendWaiting();
  }

  private async sendWaiting(): Promise<void> {
    const changed = [...this.waiting];
    this.waiting.clear();
    // What was checked with one of them may not be so any more, as when a description stops naming a policy.
    const uris = this.server.workspace.openUris.filter((open) => {
      const others = this.sentWith.get(open);
      return changed.some((uri) => uri === open || others?.has(uri));
    });
    const all = await Promise.all(uris.map((uri) => this.server.checked(uri)));
    for (const uri of uris) void this.server.tellStatus(uri);
    await Promise.all([...new Set(all)].map((checked) => this.send(checked)));
    await this.clearOthers();
  }

  /** Sends what is known of files that are checked together, and once more when all is known. */
  private async send(checked: Checked | undefined): Promise<void> {
    if (checked === undefined || checked.wasGivenUp) return;
    this.sendAll(checked);
    if (checked.isDone) return;
    await checked.whenDone();
    if (!checked.wasGivenUp) this.sendAll(checked);
  }

  private sendAll(checked: Checked): void {
    const together = new Set(checked.files.map(({ uri }) => uri));
    for (const { uri, text } of checked.files) {
      // A file of several boots with settings of its own has a result of its own.
      if (this.server.analyses.last(uri) !== checked) continue;
      this.sentWith.set(uri, together);
      const buffer = this.server.workspace.buffer(uri);
      // A newer text was not looked at yet, and will be.
      if (buffer !== undefined && buffer.text !== text) continue;
      const diagnostics = this.diagnosticsOf(uri, checked);
      const version = buffer?.version;
      const json = JSON.stringify([version, diagnostics]);
      const last = this.sent.get(uri);
      if (last?.json === json) continue;
      // A file that was closed keeps the name that the client had for it.
      const clientUri = buffer?.uri ?? last?.clientUri ?? uri;
      this.sent.set(uri, { clientUri, json });
      void this.server.connection.sendDiagnostics({
        uri: clientUri,
        diagnostics,
        ...(version === undefined ? {} : { version }),
      });
    }
  }

  /** Takes back what was sent of files that no open document has to do with any more. */
  private async clearOthers(): Promise<void> {
    const { number } = this.server.changes;
    const wanted = new Set<string>();
    for (const open of this.server.workspace.openUris)
      for (const { uri } of (await this.server.workspace.groupOf(open))?.files ?? []) wanted.add(uri);
    // Whatever was opened meanwhile is looked at after this.
    if (this.server.changes.number !== number) return;
    for (const [uri, { clientUri }] of [...this.sent]) {
      if (wanted.has(uri)) continue;
      this.sent.delete(uri);
      this.sentWith.delete(uri);
      if (this.server.workspace.buffer(uri) === undefined) this.server.analyses.forget(uri);
      void this.server.connection.sendDiagnostics({ uri: clientUri, diagnostics: [] });
    }
  }

  /** Until all is known, what compares rules is shown as it was, where the text did not change. */
  private diagnosticsOf(uri: string, checked: Checked): Diagnostic[] {
    const file = checked.files.find((each) => each.uri === uri);
    const result = checked.resultOf(uri);
    if (file === undefined || result === undefined) return [];
    let findings = result.findings;
    if (checked.isDone) this.whole.set(uri, { text: file.text, findings });
    else {
      const last = this.whole.get(uri);
      const known = new Set(findings.map(({ check }) => check));
      const late = last?.findings.filter(({ check }) => isLate({ id: check }) && !known.has(check)) ?? [];
      if (last !== undefined) findings = [...findings, ...moved(late, last.text, file.text)];
    }
    return toDiagnostics(this.server, uri, checked, findings);
  }

  /** What the client asked for one document. */
  async report(uri: string, previous: string | undefined, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const key = normalUri(uri);
    const checked = await this.server.checked(key);
    if (checked === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    await Promise.race([checked.whenDone(), new Promise((resolve) => setTimeout(resolve, patience))]);
    if (token.isCancellationRequested || checked.wasGivenUp)
      throw new ResponseError(LSPErrorCodes.ServerCancelled, "the text has changed", { retriggerRequest: true });
    if (!checked.isDone)
      void checked.whenDone().then(() => {
        if (!checked.wasGivenUp) this.refresh();
      });
    return this.toReport(key, this.diagnosticsOf(key, checked), previous);
  }

  private toReport(uri: string, items: Diagnostic[], previous: string | undefined): DocumentDiagnosticReport {
    const json = JSON.stringify(items);
    let report = this.reports.get(uri);
    if (report?.json !== json) {
      report = { id: String(++this.count), json };
      this.reports.set(uri, report);
    }
    if (report.id === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: report.id };
    return { kind: DocumentDiagnosticReportKind.Full, resultId: report.id, items };
  }

  /** What the client asked for one of all files. */
  async reportWhole(uri: string, previous: string | undefined): Promise<DocumentDiagnosticReport | undefined> {
    const checked = await this.server.checked(uri);
    if (checked === undefined) return undefined;
    await checked.whenDone();
    if (checked.wasGivenUp) return undefined;
    const report = this.toReport(uri, this.diagnosticsOf(uri, checked), previous);
    // Of thousands of files only the open ones are kept.
    if (checked.files.every((file) => this.server.workspace.buffer(file.uri) === undefined)) {
      this.server.analyses.forget(uri);
      this.whole.delete(uri);
    }
    return report;
  }
}
