/** imalint.reportProblem: a text to begin with, in an editor. Nothing is sent anywhere. */

import * as vscode from "vscode";
import { readSettings } from "../settings.js";
import type { Context } from "./context.js";

export async function reportProblem({ status, version }: Context): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const known = document && status.of(document.uri);
  const kind = vscode.env.uiKind === vscode.UIKind.Web ? "web" : "desktop";
  const content = [
    "# What is wrong",
    "",
    "What happens, and what the kernel does instead (with its version, and where in its source or log you saw it):",
    "",
    "# How to see it",
    "",
    "The rules that show it, as few as possible:",
    "",
    "```",
    "",
    "```",
    "",
    "# Versions and settings",
    "",
    `- imalint ${version}`,
    `- ${vscode.env.appName} ${vscode.version} (${kind})`,
    ...(document === undefined ? [] : [`- language ${document.languageId}`]),
    ...(known === undefined ? [] : [`- checked for Linux ${known.kernels.join(", ")}, dialect ${known.dialect}`]),
    "",
    "```json",
    JSON.stringify(readSettings(document?.uri), undefined, 2),
    "```",
    "",
  ].join("\n");
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "markdown", content }));
}
