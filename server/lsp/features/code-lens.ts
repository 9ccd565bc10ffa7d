/** textDocument/codeLens */

import { about, type Feature } from "./feature.js";

export const codeLens: Feature = {
  capabilities: () => ({ codeLensProvider: { resolveProvider: false } }),
  register(server) {
    server.connection.onCodeLens((params) =>
      about(server, params, ({ subject, lines, language }) =>
        (language.lenses?.(subject) ?? []).map(({ span, title, command }) => ({
          range: lines.range(span),
          // Only a client of our own can show a boot; to others the words are all there is.
          command:
            command === "boot" && server.isOwnClient
              ? { title, command: "imalint.showBoot", arguments: [params.textDocument.uri] }
              : { title, command: "" },
        })),
      ),
    );
  },
};
