/** textDocument/documentLink */

import { uriBeside } from "../uris.js";
import { about, type Feature } from "./feature.js";

export const links: Feature = {
  capabilities: () => ({ documentLinkProvider: { resolveProvider: false } }),
  register(server) {
    server.connection.onDocumentLinks((params) =>
      about(server, params, ({ subject, lines, language }) =>
        (language.links?.(subject) ?? []).map(({ span, target, tooltip }) => ({
          range: lines.range(span),
          target: "url" in target ? target.url : uriBeside(params.textDocument.uri, target.path),
          ...(tooltip === undefined ? {} : { tooltip }),
        })),
      ),
    );
  },
};
