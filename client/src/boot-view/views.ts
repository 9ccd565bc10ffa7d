/** All boot views, one a document. They come back when the editor is opened again. */

import * as vscode from "vscode";
import type { Server } from "../server.js";
import { BootPanel } from "./panel.js";

export const viewType = "imalint.boot";

const options: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };

export class BootViews implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly views = new Map<string, BootPanel>();
  private readonly registrations: readonly vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.registrations = [
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      // A boot is made of several documents: any of them may have changed it.
      server.onStatus(() => {
        for (const view of this.views.values()) view.change();
      }),
    ];
  }

  async show(uri: vscode.Uri): Promise<void> {
    const known = this.views.get(uri.toString());
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false };
    const title = `Boot: ${uri.path.split("/").at(-1) ?? ""}`;
    const panel = vscode.window.createWebviewPanel(viewType, title, place, { ...options, enableFindWidget: true });
    await this.add(uri, panel);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { document } = (state ?? {}) as { readonly document?: unknown };
    if (typeof document !== "string" || this.views.has(document)) {
      panel.dispose();
      return;
    }
    const uri = vscode.Uri.parse(document);
    panel.webview.options = options;
    // The server knows the documents that are open.
    await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
    await this.add(uri, panel);
  }

  /** The panels stay: when the window is only loaded again, they are to come back. */
  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private async add(uri: vscode.Uri, panel: vscode.WebviewPanel): Promise<void> {
    const key = uri.toString();
    const view = new BootPanel(uri, panel, this.server);
    this.views.set(key, view);
    panel.onDidDispose(() => this.views.delete(key));
    await view.draw();
  }
}
