/** textDocument/completion and completionItem/resolve */

import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from "vscode-languageserver";
import { type Completion, type CompletionKind, type Subject, wantedPath } from "../../assist/index.js";
import { languageOf } from "../../checks/language.js";
import type { Lines } from "../lines.js";
import { plainText } from "../plain-text.js";
import type { Server } from "../server.js";
import { pathOf, relativePath } from "../uris.js";
import { about, type Feature } from "./feature.js";

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.EnumMember,
  rule: CompletionItemKind.Snippet,
  file: CompletionItemKind.File,
  section: CompletionItemKind.Module,
};

/** What a client gives back when it wants the documentation of one. */
interface Data {
  readonly list: number;
  readonly index: number;
}

/** Asks for the next completion behind `func=`; a command of VS Code. */
const continueCommand = { title: "", command: "editor.action.triggerSuggest" };

/** A snippet as text: its placeholders are their defaults. */
function withoutPlaceholders(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$(\d+|\{\d+\})/g, "")
    .replace(/\\([$}\\])/g, "$1");
}

function toItem(completion: Completion, lines: Lines, data: Data, server: Server): CompletionItem {
  const client = server.params.capabilities.textDocument?.completion?.completionItem;
  const { label, kind, detail, insert, replace, sort, filter } = completion;
  const isSnippet = completion.isSnippet === true && client?.snippetSupport === true;
  const newText = completion.isSnippet === true && !isSnippet ? withoutPlaceholders(insert) : insert;
  const canStrike = client?.tagSupport?.valueSet.includes(CompletionItemTag.Deprecated) === true;
  return {
    label,
    kind: kinds[kind],
    ...(detail === undefined ? {} : { detail }),
    textEdit: { range: lines.range(replace), newText },
    sortText: sort,
    filterText: filter ?? label,
    ...(isSnippet ? { insertTextFormat: InsertTextFormat.Snippet, insertTextMode: InsertTextMode.asIs } : {}),
    ...(completion.isDeprecated === true && canStrike ? { tags: [CompletionItemTag.Deprecated] } : {}),
    ...(completion.continues === true && server.isOwnClient ? { command: continueCommand } : {}),
    data,
  };
}

/** Files of the workspace where a description names one; those of the boot itself are offered already. */
function filesOnDisk(server: Server, uri: string, subject: Subject, offset: number): Completion[] {
  const wanted = wantedPath(subject, offset);
  if (wanted === undefined) return [];
  const known = new Set(subject.documents.map(({ path }) => path));
  return server.workspace.foundFiles.flatMap((file) => {
    const path = pathOf(file);
    if (known.has(path) || languageOf({ path }) !== wanted.language) return [];
    const label = relativePath(uri, path);
    return { label, kind: "file" as const, replace: wanted.replace, insert: label, sort: `9${label}` };
  });
}

export const completion: Feature = {
  capabilities: () => ({
    completionProvider: { resolveProvider: true, triggerCharacters: ["=", "|", ",", "[", " ", "^"] },
  }),
  register(server) {
    // Documentation is made for the ones that are looked at, and these are of the last list.
    let last: { readonly list: number; readonly completions: readonly Completion[] } = { list: 0, completions: [] };
    server.connection.onCompletion((params) =>
      about(server, params, ({ subject, lines, language }) => {
        const offset = lines.offset(params.position);
        const completions = [
          ...(language.completions?.(subject, offset) ?? []),
          ...filesOnDisk(server, params.textDocument.uri, subject, offset),
        ];
        const list = last.list + 1;
        last = { list, completions };
        return completions.map((each, index) => toItem(each, lines, { list, index }, server));
      }),
    );
    server.connection.onCompletionResolve((item) => {
      const data = item.data as Data | undefined;
      const found = data?.list === last.list ? last.completions[data.index] : undefined;
      const text = found?.documentation?.();
      if (text === undefined) return item;
      const formats = server.params.capabilities.textDocument?.completion?.completionItem?.documentationFormat;
      const isMarkdown = formats?.includes(MarkupKind.Markdown) ?? false;
      return {
        ...item,
        documentation: isMarkdown ? { kind: MarkupKind.Markdown, value: text } : plainText(text),
      };
    });
  },
};
