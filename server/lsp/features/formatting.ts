/** textDocument/formatting, rangeFormatting and onTypeFormatting */

import type { TextEdit } from "vscode-languageserver";
import { formatBootFile, formatEdits, formatPolicy, formatPolicyLines } from "../../format/index.js";
import type { Lines } from "../lines.js";
import { type Asked, about, type Feature } from "./feature.js";

function toEdits(before: string, after: string, lines: Lines): TextEdit[] {
  return formatEdits(before, after).map(({ span, newText }) => ({ range: lines.range(span), newText }));
}

function formatted({ subject: { language, document } }: Asked): string {
  if (language === "ima-policy") return formatPolicy(document.text);
  return language === "digest-cache" ? formatBootFile(document.text) : document.text;
}

/** Lines of a policy as its rules count them: they end at LF only. */
function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** The edits that lie in lines between two offsets; only of a policy can lines be laid out one by one. */
function formattedLines({ subject: { language, document }, lines }: Asked, start: number, end: number): TextEdit[] {
  if (language !== "ima-policy") return [];
  const { text } = document;
  const inLast = Math.max(start, end > start && text[end - 1] === "\n" ? end - 1 : end);
  const after = formatPolicyLines(text, lineOf(text, start), lineOf(text, inLast));
  // Only these lines are compared: of two empty ones, the one beside them stays.
  const from = start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", inLast);
  const to = lineEnd === -1 ? text.length : lineEnd + 1;
  return formatEdits(text.slice(from, to), after.slice(from, after.length - (text.length - to))).map(
    ({ span, newText }) => ({ range: lines.range({ start: span.start + from, end: span.end + from }), newText }),
  );
}

export const formatting: Feature = {
  capabilities: () => ({
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "\n" },
  }),
  register(server) {
    const { connection } = server;
    connection.onDocumentFormatting((params) =>
      about(server, params, (asked) => toEdits(asked.subject.document.text, formatted(asked), asked.lines)),
    );
    connection.onDocumentRangeFormatting((params) =>
      about(server, params, (asked) => {
        const { start, end } = asked.lines.spanOf(params.range);
        return formattedLines(asked, start, end);
      }),
    );
    // The line that was ended, not the one that was begun.
    connection.onDocumentOnTypeFormatting((params) =>
      about(server, params, (asked) => {
        const { line } = params.position;
        if (line === 0) return [];
        const { start, end } = asked.lines.span(line - 1);
        // An empty line is meant by who has just made it.
        if (/^[ \t]*$/.test(asked.subject.document.text.slice(start, end))) return [];
        return formattedLines(asked, start, end);
      }),
    );
  },
};
