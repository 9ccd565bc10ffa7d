/** textDocument/diagnostic and workspace/diagnostic */

import {
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { Diagnostics } from "../diagnostics.js";
import { normalUri } from "../uris.js";
import type { Feature } from "./feature.js";

/** From so many files on it takes long enough to say how far it is. */
const manyFiles = 50;

export const pullDiagnostics: Feature = {
  capabilities: (params) => Diagnostics.capabilities(params),
  register(server) {
    const { diagnostics } = server.connection.languages;
    diagnostics.on(({ textDocument, previousResultId }, token) =>
      server.diagnostics.report(textDocument.uri, previousResultId, token),
    );
    /** What the last complete answer was about; the next one waits until something is different. */
    let answered = -1;
    diagnostics.onWorkspace(async ({ previousResultIds }, token, progress, results) => {
      const cancelled = new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
      await Promise.race([server.whenSearched(), cancelled]);
      if (previousResultIds.length > 0) await Promise.race([server.changes.after(answered), cancelled]);
      const { number } = server.changes;
      const previous = new Map(previousResultIds.map(({ uri, value }) => [normalUri(uri), value]));
      const { workspace } = server;
      const uris = [...new Set([...workspace.openUris, ...workspace.foundFiles])];
      const items: WorkspaceDocumentDiagnosticReport[] = [];
      const isLong = uris.length > manyFiles;
      if (isLong) progress.begin("imalint", 0, `0 of ${uris.length} files`, true);
      for (const [at, uri] of uris.entries()) {
        if (token.isCancellationRequested) break;
        await server.platform.pause();
        const report = await server.diagnostics.reportWhole(uri, previous.get(uri));
        previous.delete(uri);
        if (report === undefined) continue;
        const version = workspace.buffer(uri)?.version ?? null;
        const item = { ...report, uri: workspace.clientUri(uri), version } as WorkspaceDocumentDiagnosticReport;
        if (results === undefined) items.push(item);
        else results.report({ items: [item] });
        if (isLong && at % manyFiles === 0)
          progress.report(Math.round((at * 100) / uris.length), `${at} of ${uris.length} files`);
      }
      if (isLong) progress.done();
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, "the client has cancelled the request");
      answered = number;
      // Files that are gone have nothing wrong any more.
      for (const uri of previous.keys())
        items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] });
      return { items };
    });
  },
};
