/** Markdown of the server, as documents that can be read and searched like others, but not saved. */

import * as vscode from "vscode";

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  constructor(private readonly scheme: string) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "This page is not there any more. Ask for it again.\n";
  }

  /** @param name becomes the title */
  async show(name: string, markdown: string, place: "here" | "beside"): Promise<void> {
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${name}.md` });
    this.texts.set(uri.toString(), markdown);
    this.changed.fire(uri);
    try {
      const command = place === "here" ? "markdown.showPreview" : "markdown.showPreviewToSide";
      await vscode.commands.executeCommand(command, uri);
    } catch {
      // The Markdown extension can be turned off.
      const column = place === "here" ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
      await vscode.window.showTextDocument(uri, { viewColumn: column, preview: true });
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
