/** textDocument/hover */

import { MarkupKind } from "vscode-languageserver";
import { plainText } from "../plain-text.js";
import { about, type Feature } from "./feature.js";

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register(server) {
    server.connection.onHover((params) =>
      about(server, params, ({ subject, lines, language }) => {
        const found = language.hover?.(subject, lines.offset(params.position));
        if (found === undefined) return null;
        const formats = server.params.capabilities.textDocument?.hover?.contentFormat ?? [MarkupKind.Markdown];
        const isMarkdown = formats.includes(MarkupKind.Markdown);
        return {
          contents: {
            kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText,
            value: isMarkdown ? found.text : plainText(found.text),
          },
          range: lines.range(found.span),
        };
      }),
    );
  },
};
