/** One boot view: a panel beside the document that it is about. */

import * as vscode from "vscode";
import type { BootView } from "../../../server/lsp/protocol.js";
import type { Server } from "../server.js";
import { bootPage, messageView, newNonce } from "./page.js";

/** Time without a change before a view is drawn again. */
const quietTime = 250;

interface OpenMessage {
  readonly type: "open";
  readonly uri: string;
  readonly line: number;
  readonly column: number;
}

function isOpenMessage(message: unknown): message is OpenMessage {
  if (typeof message !== "object" || message === null) return false;
  const { type, uri, line } = message as Partial<Record<string, unknown>>;
  return type === "open" && typeof uri === "string" && typeof line === "number";
}

/** Opens the place that was chosen, in an editor that is not on top of the view. */
async function openPlace({ uri, line, column }: OpenMessage, view: vscode.WebviewPanel): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const at = Math.min(Math.max(0, line - 1), document.lineCount - 1) || 0;
  const { range } = document.lineAt(at);
  const start = range.start.translate(0, Math.min(Math.max(0, column - 1) || 0, range.end.character));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
  const besideView = view.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, { viewColumn: shown ?? besideView });
  editor.selection = new vscode.Selection(start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export class BootPanel {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private drawn: string | undefined;
  private isStale = false;
  private round = 0;

  constructor(
    readonly uri: vscode.Uri,
    readonly panel: vscode.WebviewPanel,
    private readonly server: Server,
  ) {
    panel.onDidDispose(() => clearTimeout(this.timer));
    panel.onDidChangeViewState(() => {
      if (panel.visible && this.isStale) void this.draw();
    });
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      if (!isOpenMessage(message)) return;
      try {
        await openPlace(message, panel);
      } catch {
        void vscode.window.showWarningMessage(`${message.uri} cannot be opened.`);
      }
    });
  }

  /** Something changed: draw again when nothing has for a moment, and somebody looks. */
  change(): void {
    this.isStale = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.panel.visible) void this.draw();
    }, quietTime);
  }

  async draw(): Promise<void> {
    this.isStale = false;
    const round = ++this.round;
    const content = await this.content();
    // A later question was asked meanwhile, and its answer counts.
    if (round !== this.round) return;
    // Setting the page anew loads it anew, so it is only done when there is something new.
    const key = JSON.stringify(content);
    if (key === this.drawn) return;
    this.drawn = key;
    this.panel.title = content.title;
    this.panel.webview.html = bootPage(this.uri.toString(), content, newNonce());
  }

  private async content(): Promise<BootView> {
    const title = `Boot: ${this.uri.path.split("/").at(-1) ?? ""}`;
    try {
      const view = await this.server.bootView(this.uri);
      return view ?? messageView(title, "There is no boot to be drawn for this document.");
    } catch (error) {
      return messageView(title, `The boot cannot be drawn: ${error}`);
    }
  }
}
