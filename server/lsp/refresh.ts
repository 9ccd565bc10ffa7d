/** Asks the client to ask anew for what it was told of documents, when something else than their text changed it. */

import { type ClientCapabilities, CodeLensRefreshRequest, type Connection } from "vscode-languageserver";

/** Diagnostics have rules of their own; this is about everything else that is drawn into the text. */
export function refreshDrawn({ languages, sendRequest }: Connection, { workspace }: ClientCapabilities): void {
  const ignore = () => undefined;
  if (workspace?.semanticTokens?.refreshSupport) languages.semanticTokens.refresh();
  if (workspace?.inlayHint?.refreshSupport) languages.inlayHint.refresh().catch(ignore);
  if (workspace?.codeLens?.refreshSupport) sendRequest(CodeLensRefreshRequest.type).catch(ignore);
}
