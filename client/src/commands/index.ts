/** The commands of the manifest. Those of the server have other names, and belong to it. */

import * as vscode from "vscode";
import type { Context } from "./context.js";
import { explainCheck } from "./explain-check.js";
import { reportProblem } from "./report-problem.js";
import { reviewHead } from "./review-head.js";
import { selectKernels } from "./select-kernels.js";
import { showBoot } from "./show-boot.js";

type Command = (context: Context, argument?: unknown) => Promise<void>;

export const commands: Readonly<Record<string, Command>> = {
  "imalint.showBoot": showBoot,
  "imalint.reviewHead": reviewHead,
  "imalint.selectKernels": selectKernels,
  "imalint.explainCheck": explainCheck,
  "imalint.restartServer": ({ server }) => server.restart(),
  "imalint.showOutput": async ({ server }) => server.output.show(),
  "imalint.reportProblem": reportProblem,
};

export function registerCommands(context: Context): vscode.Disposable[] {
  return Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(name, async (argument?: unknown) => {
      try {
        await run(context, argument);
      } catch (error) {
        context.server.output.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
        const choice = await vscode.window.showErrorMessage(`imalint: ${messageOf(error)}`, "Show Output");
        if (choice !== undefined) context.server.output.show();
      }
    }),
  );
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
