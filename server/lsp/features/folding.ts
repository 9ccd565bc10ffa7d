/** textDocument/foldingRange */

import { FoldingRangeKind } from "vscode-languageserver";
import { about, type Feature } from "./feature.js";

export const folding: Feature = {
  capabilities: () => ({ foldingRangeProvider: true }),
  register(server) {
    server.connection.onFoldingRanges((params) =>
      about(server, params, ({ subject, lines, language }) =>
        (language.folds?.(subject) ?? []).map(({ span, kind }) => ({
          startLine: lines.lineOf(span.start),
          endLine: lines.lineOf(Math.max(span.start, span.end - 1)),
          ...(kind === "comment" ? { kind: FoldingRangeKind.Comment } : {}),
        })),
      ),
    );
  },
};
