/** Edits in several files. */

import type { TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Location } from "../assist/index.js";
import type { LinesOf } from "./to-diagnostic.js";

/** @param places of the files; edits in a file that is not among them are left out */
export function toWorkspaceEdit(
  edits: readonly (Location & { readonly newText: string })[],
  places: LinesOf | undefined,
): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { path, span, newText } of edits) {
    const place = places?.byPath(path);
    if (place === undefined) continue;
    changes[place.uri] = [...(changes[place.uri] ?? []), { range: place.lines.range(span), newText }];
  }
  return { changes };
}
