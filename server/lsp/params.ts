/** What the parameters of each method must have for the server to work with them. */

import { anything, fields, idOrToken, integer, listOf, optional, type Shape, text, uri, yesOrNo } from "./shapes.js";

const textDocument = fields({ uri });
const position = fields({ line: integer, character: integer });
const range = fields({ start: position, end: position });
const workspaceFolder = fields({ uri });
const inDocument = fields({ textDocument });
const atPosition = fields({ textDocument, position });
const inRange = fields({ textDocument, range });

export const paramsOf: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    initialize: fields({
      processId: optional(integer),
      rootUri: optional(uri),
      workspaceFolders: optional(listOf(workspaceFolder)),
      capabilities: fields({
        general: optional(fields({ positionEncodings: optional(listOf(text)) })),
        workspace: optional(fields({})),
        textDocument: optional(
          fields({
            hover: optional(fields({ contentFormat: optional(listOf(text)) })),
            completion: optional(
              fields({
                completionItem: optional(
                  fields({
                    documentationFormat: optional(listOf(text)),
                    tagSupport: optional(fields({ valueSet: listOf(integer) })),
                  }),
                ),
              }),
            ),
            codeAction: optional(fields({ resolveSupport: optional(fields({ properties: listOf(text) })) })),
          }),
        ),
      }),
      initializationOptions: optional(
        fields({
          isTrusted: optional(yesOrNo),
          settings: optional(fields({})),
          checkPage: optional(text),
          pages: optional(text),
        }),
      ),
    }),
    "textDocument/didOpen": fields({ textDocument: fields({ uri, languageId: text, version: integer, text }) }),
    "textDocument/didChange": fields({
      textDocument: fields({ uri, version: integer }),
      contentChanges: listOf(fields({ text, range: optional(range) })),
    }),
    "textDocument/didClose": inDocument,
    "workspace/didChangeWatchedFiles": fields({ changes: listOf(fields({ uri, type: integer })) }),
    "workspace/didChangeWorkspaceFolders": fields({
      event: fields({ added: listOf(workspaceFolder), removed: listOf(workspaceFolder) }),
    }),
    "workspace/didChangeConfiguration": fields({ settings: anything }),
    "imalint/trust": fields({ isTrusted: yesOrNo }),
    "$/cancelRequest": fields({ id: idOrToken }),
    "$/setTrace": fields({ value: text }),
    "$/progress": fields({ token: idOrToken }),
    "window/workDoneProgress/cancel": fields({ token: idOrToken }),
    "textDocument/diagnostic": fields({ textDocument, previousResultId: optional(text) }),
    "workspace/diagnostic": fields({ previousResultIds: listOf(fields({ uri, value: text })) }),
    "textDocument/hover": atPosition,
    "textDocument/completion": atPosition,
    "completionItem/resolve": fields({}),
    "textDocument/semanticTokens/full": inDocument,
    "textDocument/semanticTokens/full/delta": fields({ textDocument, previousResultId: text }),
    "textDocument/semanticTokens/range": inRange,
    "textDocument/inlayHint": inRange,
    "textDocument/codeLens": inDocument,
    "textDocument/documentSymbol": inDocument,
    "textDocument/foldingRange": inDocument,
    "textDocument/selectionRange": fields({ textDocument, positions: listOf(position) }),
    "textDocument/definition": atPosition,
    "textDocument/references": fields({ textDocument, position, context: fields({}) }),
    "textDocument/documentHighlight": atPosition,
    "textDocument/prepareRename": atPosition,
    "textDocument/rename": fields({ textDocument, position, newName: text }),
    "textDocument/documentLink": inDocument,
    "textDocument/codeAction": fields({ textDocument, range, context: fields({ only: optional(listOf(text)) }) }),
    "codeAction/resolve": fields({ data: optional(fields({ uri: optional(uri) })) }),
    "textDocument/formatting": inDocument,
    "textDocument/rangeFormatting": inRange,
    "textDocument/onTypeFormatting": atPosition,
    "workspace/executeCommand": fields({ command: text, arguments: optional(listOf(anything)) }),
  }),
);
