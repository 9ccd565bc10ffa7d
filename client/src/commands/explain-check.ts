/** imalint.explainCheck */

import * as vscode from "vscode";
import { type Context, say } from "./context.js";

/** The id of the check that a diagnostic is from. */
function checkOf({ source, code }: vscode.Diagnostic): string | undefined {
  if (source !== "imalint") return undefined;
  const id = typeof code === "object" ? code.value : code;
  return id === undefined ? undefined : String(id);
}

/** Checks that found something in what is edited, those at the cursor first. */
function checksInView(): { readonly here: readonly string[]; readonly all: readonly string[] } {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return { here: [], all: [] };
  const line = editor.selection.active.line;
  const diagnostics = vscode.languages.getDiagnostics(editor.document.uri);
  const here = diagnostics.filter(({ range }) => range.start.line <= line && line <= range.end.line);
  const ids = (found: readonly vscode.Diagnostic[]) => [...new Set(found.flatMap((one) => checkOf(one) ?? []))];
  return { here: ids(here), all: ids([...here, ...diagnostics]) };
}

async function ask(): Promise<string | undefined> {
  const { here, all } = checksInView();
  if (here.length === 1) return here[0];
  if (all.length > 0) return vscode.window.showQuickPick(all, { title: "Explain which check?" });
  return vscode.window.showInputBox({
    title: "Explain which check?",
    prompt: "Nothing is found here. The id of a check, such as bootstrap/parser-needs-digest-list:",
  });
}

export async function explainCheck({ server, explanations }: Context, argument?: unknown): Promise<void> {
  const id = typeof argument === "string" ? argument : await ask();
  if (id === undefined || id === "") return;
  const page = await server.explain(id);
  if (page === null) say(`There is no check ${id}.`);
  else await explanations.show(id, page, "here");
}
