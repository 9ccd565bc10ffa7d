/** What a document is checked for, in the language status of the editor. */

import * as vscode from "vscode";
import type { Status } from "../../server/lsp/protocol.js";
import { languageIds } from "./languages.js";

const dialectTitles: Readonly<Record<string, string>> = {
  mainline: "mainline",
  "digest-cache": "Integrity Digest Cache",
  openeuler: "openEuler",
};

export class LanguageStatus implements vscode.Disposable {
  private readonly known = new Map<string, Status>();
  private readonly kernels = vscode.languages.createLanguageStatusItem("imalint.kernels", [...languageIds]);
  private boot: vscode.LanguageStatusItem | undefined;
  private readonly listeners: readonly vscode.Disposable[];

  constructor(onStatus: vscode.Event<Status>) {
    this.kernels.name = "imalint: target kernels";
    this.kernels.command = { command: "imalint.selectKernels", title: "Select" };
    this.listeners = [
      onStatus((status) => {
        this.known.set(status.uri, status);
        this.update();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.known.delete(uri.toString())),
    ];
    this.update();
  }

  of(uri: vscode.Uri): Status | undefined {
    return this.known.get(uri.toString());
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.kernels.dispose();
    this.boot?.dispose();
  }

  private update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const status = document && this.of(document.uri);
    const { kernels } = this;
    kernels.busy = status === undefined;
    kernels.text = status === undefined ? "imalint" : `Linux ${status.kernels.join(", ")}`;
    const problems = status?.problems ?? [];
    const dialect = status && (dialectTitles[status.dialect] ?? status.dialect);
    kernels.detail = [...(dialect === undefined ? [] : [dialect]), ...problems].join(". ");
    kernels.severity =
      problems.length > 0 ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    this.updateBoot(status?.boot);
  }

  private updateBoot(verdict: string | undefined): void {
    if (verdict === undefined) {
      this.boot?.dispose();
      this.boot = undefined;
      return;
    }
    this.boot ??= vscode.languages.createLanguageStatusItem("imalint.boot", ["ima-policy", "digest-cache"]);
    this.boot.name = "imalint: boot";
    this.boot.text = verdict;
    this.boot.command = { command: "imalint.showBoot", title: "Show" };
  }
}
