/** What commands work with, and what they have in common. */

import * as vscode from "vscode";
import type { BootViews } from "../boot-view/views.js";
import type { Pages } from "../pages.js";
import type { Server } from "../server.js";
import type { LanguageStatus } from "../status.js";

export interface Context {
  readonly server: Server;
  readonly boots: BootViews;
  readonly status: LanguageStatus;
  readonly reviews: Pages;
  readonly explanations: Pages;
  readonly version: string;
}

/** The document of a command: what a menu or a code lens hands over, or what is edited. */
export function targetOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === "string") return vscode.Uri.parse(argument);
  return vscode.window.activeTextEditor?.document.uri;
}

export function say(message: string): void {
  void vscode.window.showInformationMessage(message);
}
