/** textDocument/documentSymbol */

import { type DocumentSymbol, SymbolKind } from "vscode-languageserver";
import type { DocumentSymbol as AssistSymbol } from "../../assist/index.js";
import type { Lines } from "../lines.js";
import { about, type Feature } from "./feature.js";

const kinds = { section: SymbolKind.Namespace, rule: SymbolKind.Event, setting: SymbolKind.Property } as const;

function toSymbol({ name, detail, kind, span, selection, children }: AssistSymbol, lines: Lines): DocumentSymbol {
  return {
    // A client refuses all of them when one has no name.
    name: name.trim() === "" ? "?" : name,
    ...(detail === undefined ? {} : { detail }),
    kind: kinds[kind],
    range: lines.range(span),
    selectionRange: lines.range(selection),
    ...(children === undefined ? {} : { children: children.map((child) => toSymbol(child, lines)) }),
  };
}

export const symbols: Feature = {
  capabilities: () => ({ documentSymbolProvider: true }),
  register(server) {
    server.connection.onDocumentSymbol((params) =>
      about(server, params, ({ subject, lines, language }) =>
        (language.symbols?.(subject) ?? []).map((symbol) => toSymbol(symbol, lines)),
      ),
    );
  },
};
