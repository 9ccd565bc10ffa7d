/** textDocument/semanticTokens: full, range and delta */

import { SemanticTokensBuilder } from "vscode-languageserver";
import { type SemanticToken, tokenModifiers, tokenTypes } from "../../assist/index.js";
import type { Lines } from "../lines.js";
import { normalUri } from "../uris.js";
import { about, type Feature } from "./feature.js";

/** More documents than anybody looks at at once; what is dropped is sent in full the next time. */
const mostKept = 50;

function push(tokens: readonly SemanticToken[], lines: Lines, builder: SemanticTokensBuilder): void {
  for (const { span, type, modifiers } of tokens) {
    let bits = 0;
    for (const modifier of modifiers ?? []) bits |= 1 << tokenModifiers.indexOf(modifier);
    // To the kernel a carriage return is a character of a word; to the client it ends a line, and tokens have one line.
    for (let { start } = span; start < span.end; ) {
      const { line, character } = lines.position(start);
      const end = Math.min(span.end, lines.span(line).end);
      if (start < end) builder.push(line, character, lines.length({ start, end }), tokenTypes.indexOf(type), bits);
      start = lines.offset({ line: line + 1, character: 0 });
    }
  }
}

export const semanticTokens: Feature = {
  capabilities: () => ({
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
      full: { delta: true },
      range: true,
    },
  }),
  register(server) {
    const builders = new Map<string, SemanticTokensBuilder>();
    const { semanticTokens: requests } = server.connection.languages;
    const builderOf = async (params: { textDocument: { uri: string } }, previous: string) => {
      const key = normalUri(params.textDocument.uri);
      const builder = builders.get(key) ?? new SemanticTokensBuilder();
      builders.delete(key);
      builders.set(key, builder);
      for (const oldest of builders.keys()) if (builders.size > mostKept) builders.delete(oldest);
      await about(server, params, ({ subject, lines, language }) => {
        builder.previousResult(previous);
        push(language.tokens?.(subject) ?? [], lines, builder);
      });
      return builder;
    };
    requests.on(async (params) => (await builderOf(params, "")).build());
    requests.onDelta(async (params) => (await builderOf(params, params.previousResultId)).buildEdits());
    requests.onRange(async (params) => {
      const builder = new SemanticTokensBuilder();
      await about(server, params, ({ subject, lines, language }) =>
        push(language.tokens?.(subject, lines.spanOf(params.range)) ?? [], lines, builder),
      );
      return builder.build();
    });
  },
};
