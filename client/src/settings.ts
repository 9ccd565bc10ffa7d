/** The settings below `imalint`, as the manifest lists them. */

import * as vscode from "vscode";

export const settingNames = [
  "kernels",
  "dialect",
  "loader",
  "lsm",
  "kernelConfig",
  "cmdline",
  "checks",
  "trace.server",
] as const;

export type SettingName = (typeof settingNames)[number];

/** As plain values: the editor hands out objects that no worker can be sent. */
export function readSettings(resource?: vscode.Uri): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("imalint", resource);
  return JSON.parse(JSON.stringify(Object.fromEntries(settingNames.map((name) => [name, configuration.get(name)]))));
}
