/** imalint.showBoot */

import * as vscode from "vscode";
import { canBoot } from "../languages.js";
import { type Context, say, targetOf } from "./context.js";

export async function showBoot({ boots }: Context, argument?: unknown): Promise<void> {
  const uri = targetOf(argument);
  const document = uri && (await vscode.workspace.openTextDocument(uri));
  if (document === undefined || !canBoot(document)) {
    say("Open an IMA policy or a digest-cache.conf: it is what a boot is drawn from.");
    return;
  }
  await boots.show(document.uri);
}
