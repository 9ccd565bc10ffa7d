/** textDocument/inlayHint */

import { InlayHintKind, MarkupKind } from "vscode-languageserver";
import { about, type Feature, known } from "./feature.js";

export const inlayHints: Feature = {
  capabilities: () => ({ inlayHintProvider: true }),
  register(server) {
    server.connection.languages.inlayHint.on(async (params) => {
      // That a rule is unreachable is found last, and clients do not ask a second time.
      await known(server, params.textDocument.uri);
      return about(server, params, ({ subject, lines, language }) =>
        (language.hints?.(subject, lines.spanOf(params.range)) ?? []).map(({ at, text, tooltip, kind }) => ({
          position: lines.position(at),
          label: text,
          paddingLeft: true,
          ...(kind === "type" ? { kind: InlayHintKind.Type } : {}),
          ...(tooltip === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
        })),
      );
    });
  },
};
