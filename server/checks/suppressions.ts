/**
 * Comments that say which findings are meant to be:
 *
 *     # imalint-ignore CHECK[, CHECK]: reason        for the rule that the comment stands directly above
 *     # imalint-ignore-file CHECK[, CHECK]: reason   for all of the file; before its first rule
 *
 * CHECK is the id of a check or the name of a group. In a digest-cache.conf the comment stands above a setting or a
 * section, and may begin with a semicolon. The kernel takes none of it for more than a comment.
 */

import { LineIndex, type Span } from "../../grammar/index.js";
import type { Language } from "./finding.js";

/** A check or a group that a comment names. */
export interface SuppressedName {
  readonly text: string;
  readonly span: Span;
  readonly isKnown: boolean;
}

export interface Suppression {
  /** The comment. */
  readonly span: Span;
  readonly scope: "rule" | "file";
  readonly names: readonly SuppressedName[];
  /** Empty when none is given. */
  readonly reason: string;
  /** The lines that it is for, from 1; undefined: it stands where it is for nothing. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
}

const form = /^[#;][ \t]*imalint-ignore(-file)?(?=[ \t:]|$)([^:]*)(?::(.*))?$/;

const isBlank = (line: string) => /^[ \t\r]*$/.test(line);
const commentOf: Readonly<Partial<Record<Language, RegExp>>> = {
  "ima-policy": /^[ \t]*#/,
  "digest-cache": /^[#;]/,
};

/** Ids of checks and names of their groups. */
export function namesOf(ids: Iterable<string>): Set<string> {
  return new Set([...ids].flatMap((id) => [id, groupOf(id)]));
}

export function groupOf(id: string): string {
  return id.slice(0, id.indexOf("/"));
}

function namesIn(list: string, start: number, known: ReadonlySet<string>): SuppressedName[] {
  return [...list.matchAll(/[^ \t\r,]+/g)].map(({ 0: text, index }) => ({
    text,
    span: { start: start + index, end: start + index + text.length },
    isKnown: known.has(text),
  }));
}

/** Whether a line is a comment and nothing else. */
export function isCommentLine(line: string, language: Language): boolean {
  return commentOf[language]?.test(line) ?? false;
}

const goesOn = (line: string) => /\\\r*$/.test(line);

/** The last line of what begins in a line: in a digest-cache.conf, lines go on. */
function lastLine(index: LineIndex, first: number, language: Language): number {
  let last = first;
  if (language === "digest-cache")
    while (last < index.lineCount && goesOn(index.line(last))) {
      last++;
      while (last < index.lineCount && isCommentLine(index.line(last), language)) last++;
    }
  return last;
}

/** The line in which that begins which a line belongs to. */
export function startLine(index: LineIndex, line: number, language: Language): number {
  let first = line;
  if (language === "digest-cache")
    for (let above = line - 1; above > 0; above--) {
      const text = index.line(above);
      if (isCommentLine(text, language)) continue;
      if (!goesOn(text)) break;
      first = above;
    }
  return first;
}

/**
 * The suppressions in a text, in order.
 *
 * @param known what a comment may name
 */
export function readSuppressions(text: string, language: Language, known: ReadonlySet<string>): Suppression[] {
  if (commentOf[language] === undefined || !text.includes("imalint-ignore")) return [];
  const index = new LineIndex(text);
  const found: Suppression[] = [];
  /** Of the comment block that is read. */
  let block: Suppression[] = [];
  let start = 0;
  let isBeforeRules = true;
  for (let number = 1; number <= index.lineCount; number++) {
    let line = index.line(number);
    const one = suppressionIn(line, language, start, known, isBeforeRules ? index.lineCount : undefined);
    if (isCommentLine(line, language)) block.push(...one);
    else {
      const isRule = !isBlank(line);
      const lines = isRule ? { first: number, last: lastLine(index, number, language) } : undefined;
      for (const above of block) found.push(above.scope === "rule" ? { ...above, lines } : above);
      block = [];
      if (isRule) isBeforeRules = false;
      // Comments between lines that go on are for nothing.
      for (; lines !== undefined && number < lines.last; number++) {
        start += line.length + 1;
        line = index.line(number + 1);
        found.push(...suppressionIn(line, language, start, known, undefined));
      }
    }
    start += line.length + 1;
  }
  for (const last of block) found.push(last);
  return found;
}

/** The suppression in a line, if there is one. */
function suppressionIn(
  line: string,
  language: Language,
  lineStart: number,
  known: ReadonlySet<string>,
  lastLineOfFile: number | undefined,
): Suppression[] {
  if (!isCommentLine(line, language)) return [];
  const indent = line.search(/[#;]/);
  const text = line.slice(indent).trimEnd();
  const parts = form.exec(text);
  if (parts === null) return [];
  const [, file, list = "", reason = ""] = parts;
  const start = lineStart + indent;
  const listStart = start + text.indexOf("imalint-ignore") + "imalint-ignore".length + (file?.length ?? 0);
  const lines = file === undefined || lastLineOfFile === undefined ? undefined : { first: 1, last: lastLineOfFile };
  return [
    {
      span: { start, end: start + text.length },
      scope: file === undefined ? "rule" : "file",
      names: namesIn(list, listStart, known),
      reason: reason.trim(),
      lines,
    },
  ];
}
