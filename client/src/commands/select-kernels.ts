/** imalint.selectKernels */

import * as vscode from "vscode";
import { kernels } from "../kernels.js";

/** Release without what stable releases and distributions add. */
function release(version: string): string {
  return /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}

export async function selectKernels(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("imalint", vscode.window.activeTextEditor?.document.uri);
  const before = new Set(configuration.get<string[]>("kernels", []).map(release));
  const items = [...kernels]
    .reverse()
    .map((kernel) => ({ label: `Linux ${kernel}`, kernel, picked: before.has(kernel) }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: "Which kernels are the policies for?",
    placeHolder: "None: the newest one that speaks the dialect of the policy",
  });
  if (picked === undefined) return;
  const chosen = new Set(picked.map(({ kernel }) => kernel));
  const value = kernels.filter((kernel) => chosen.has(kernel));
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await configuration.update("kernels", value.length === 0 ? undefined : value, target);
}
