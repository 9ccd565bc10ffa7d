/** textDocument/selectionRange */

import type { SelectionRange } from "vscode-languageserver";
import { about, type Feature } from "./feature.js";

export const selection: Feature = {
  capabilities: () => ({ selectionRangeProvider: true }),
  register(server) {
    server.connection.onSelectionRanges((params) =>
      about(server, params, ({ subject, lines, language }) =>
        params.positions.map((position): SelectionRange => {
          const spans = language.selections?.(subject, lines.offset(position)) ?? [];
          return (
            spans.reduceRight<SelectionRange | undefined>(
              (parent, span) => ({ range: lines.range(span), ...(parent === undefined ? {} : { parent }) }),
              undefined,
            ) ?? { range: { start: position, end: position } }
          );
        }),
      ),
    );
  },
};
