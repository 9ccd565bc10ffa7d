/** The settings below `imalint`, as the manifest lists them. */

import * as vscode from "vscode";

export const settingNames = ["kernels", "dialect", "loader", "lsm", "kernelConfig", "checks", "trace.server"] as const;

export type SettingName = (typeof settingNames)[number];

export function readSettings(resource?: vscode.Uri): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("imalint", resource);
  return Object.fromEntries(settingNames.map((name) => [name, configuration.get(name)]));
}
