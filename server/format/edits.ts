/** What a layout changes, in pieces so small that an editor keeps cursors and marks where they are. */

import type { Span } from "../../grammar/index.js";

export interface FormatEdit {
  readonly span: Span;
  readonly newText: string;
}

const isEmpty = (line: string) => /^[ \t\r\n]*$/.test(line);

/** Lines with their line feeds. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The part of a line that differs. */
function inLine(start: number, before: string, after: string): FormatEdit {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) same++;
  let sameEnd = 0;
  while (sameEnd < shorter - same && before.at(-1 - sameEnd) === after.at(-1 - sameEnd)) sameEnd++;
  return {
    span: { start: start + same, end: start + before.length - sameEnd },
    newText: after.slice(same, after.length - sameEnd),
  };
}

/** Lines that go one after the other go at once. */
function remove(edits: FormatEdit[], from: number, end: number): void {
  const last = edits.at(-1);
  const joins = last?.newText === "" && last.span.end === from;
  const start = joins ? last.span.start : from;
  if (joins) edits.pop();
  edits.push({ span: { start, end }, newText: "" });
}

/** Edits, in order and apart from each other, that make one text of another one; a layout pairs lines with lines. */
export function formatEdits(before: string, after: string): FormatEdit[] {
  const old = linesOf(before);
  const wanted = linesOf(after);
  const edits: FormatEdit[] = [];
  let offset = 0;
  let at = 0;
  let wantedAt = 0;
  while (at < old.length || wantedAt < wanted.length) {
    const line = old[at];
    const next = wanted[wantedAt];
    const isAdded = line === undefined || (next !== undefined && isEmpty(next) && !isEmpty(line));
    const isRemoved = next === undefined || (line !== undefined && isEmpty(line) && !isEmpty(next));
    if (isAdded) edits.push({ span: { start: offset, end: offset }, newText: next ?? "" });
    else if (isRemoved) remove(edits, offset, offset + line.length);
    else if (line !== next) edits.push(inLine(offset, line, next));
    if (!isAdded) {
      at++;
      offset += line.length;
    }
    if (isAdded || !isRemoved) wantedAt++;
  }
  return edits;
}
