/** textDocument/definition, references, documentHighlight, prepareRename and rename */

import {
  DocumentHighlightKind,
  LSPErrorCodes,
  type Location as LspLocation,
  ResponseError,
  type TextDocumentPositionParams,
} from "vscode-languageserver";
import type { Location, Occurrences } from "../../assist/index.js";
import type { Server } from "../server.js";
import { toWorkspaceEdit } from "../to-edit.js";
import { type Asked, about, type Feature } from "./feature.js";

function occurrences<T>(
  server: Server,
  params: TextDocumentPositionParams,
  answer: (found: Occurrences, asked: Asked) => T | Promise<T>,
): Promise<T | null> {
  return about<T | null>(server, params, (asked) => {
    const found = asked.language.occurrences?.(asked.subject, asked.lines.offset(params.position));
    return found === undefined ? null : answer(found, asked);
  });
}

async function toLocations(server: Server, uri: string, locations: readonly Location[]): Promise<LspLocation[]> {
  const places = await server.places(uri);
  return locations.flatMap(({ path, span }) => {
    const place = places?.byPath(path);
    return place === undefined ? [] : [{ uri: place.uri, range: place.lines.range(span) }];
  });
}

const isSame = (a: Location, b: Location) => a.path === b.path && a.span.start === b.span.start;

export const navigation: Feature = {
  capabilities: ({ capabilities }) => ({
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: capabilities.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
  }),
  register(server) {
    const { connection } = server;
    connection.onDefinition((params) =>
      occurrences(server, params, ({ definitions }) => toLocations(server, params.textDocument.uri, definitions)),
    );
    connection.onReferences((params) =>
      occurrences(server, params, ({ all, definitions }) => {
        const wanted = params.context.includeDeclaration
          ? all
          : all.filter((place) => !definitions.some((definition) => isSame(place, definition)));
        return toLocations(server, params.textDocument.uri, wanted);
      }),
    );
    connection.onDocumentHighlight((params) =>
      occurrences(server, params, ({ all }, { subject, lines }) =>
        all
          .filter(({ path }) => path === subject.document.path)
          .map(({ span }) => ({ range: lines.range(span), kind: DocumentHighlightKind.Text })),
      ),
    );
    connection.onPrepareRename((params) =>
      occurrences(server, params, ({ canRename, span, name }, { lines }) =>
        canRename ? { range: lines.range(span), placeholder: name } : null,
      ),
    );
    connection.onRenameRequest((params) =>
      about(server, params, async ({ subject, lines, language }) => {
        const edits = language.rename?.(subject, lines.offset(params.position), params.newName);
        if (edits === undefined) return null;
        if (typeof edits === "string") throw new ResponseError(LSPErrorCodes.RequestFailed, edits);
        return toWorkspaceEdit(edits, await server.places(params.textDocument.uri));
      }),
    );
  },
};
