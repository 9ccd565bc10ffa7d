/**
 * The layout of policies: one blank between words, the usual order of words, comments behind rules in one column, at
 * most one empty line in a row, a line feed at the end. What the kernel makes of the text stays the same, but for a
 * missing last line feed.
 */

import { type Line, maxWrittenLine, parseSyntax, printWord } from "../../grammar/index.js";
import { orderedWords } from "./word-order.js";

/** Where comments behind longer rules stand is not worth a column. */
const longestAligned = 100;

interface Row {
  /** The text without its line feed. */
  readonly source: string;
  /** kept: one whose bytes matter. */
  readonly kind: "rule" | "comment" | "empty" | "kept";
  /** The words, or the comment of a line that has nothing else. */
  readonly body: string;
  /** The comment behind a rule. */
  readonly comment: string;
}

/** Whether a write cannot hold the line, so that the kernel cuts it at a place that would be another one then. */
function isCut(text: string): boolean {
  return text.length * 3 > maxWrittenLine && new TextEncoder().encode(text).length > maxWrittenLine;
}

function withoutEndBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  return text.slice(0, end);
}

function rowOf(source: string, line: Line | undefined): Row {
  const [first] = line?.words ?? [];
  // A carriage return is a part of a word, a NUL ends a line, a mark at the start of a file belongs to its first word,
  // and "/" in the first column begins the path of a policy.
  const isKept =
    line === undefined || /[\0\r\ufeff]/.test(source) || first?.key.startsWith("/") === true || isCut(source);
  if (isKept) return { source, kind: "kept", body: source, comment: "" };
  const comment = withoutEndBlanks(line.comment?.text ?? "");
  if (first !== undefined) return { source, kind: "rule", body: orderedWords(line).map(printWord).join(" "), comment };
  return { source, kind: comment === "" ? "empty" : "comment", body: comment, comment: "" };
}

/** The lines of a file; a NUL divides them no further. */
function rowsOf(text: string): Row[] {
  const sources = text.split("\n");
  if (sources.at(-1) === "") sources.pop();
  const { lines } = parseSyntax(text);
  let at = 0;
  return sources.map((source) => {
    const line = lines[at];
    while (lines[at]?.ending === "nul") at++;
    at++;
    return rowOf(source, line);
  });
}

/** The column of the comments of rules that stand together, by row. */
function commentColumns(rows: readonly Row[]): number[] {
  const columns: number[] = new Array(rows.length).fill(0);
  for (let start = 0; start < rows.length; ) {
    let end = start;
    let column = 0;
    for (; rows[end]?.kind === "rule"; end++) {
      const { body, comment } = rows[end] as Row;
      if (comment !== "" && body.length <= longestAligned) column = Math.max(column, body.length + 1);
    }
    columns.fill(column, start, end);
    start = end + 1;
  }
  return columns;
}

function print({ body, comment }: Row, column: number): string {
  if (comment === "") return body;
  const aligned = `${body.padEnd(column - 1)} ${comment}`;
  return isCut(aligned) ? `${body} ${comment}` : aligned;
}

/** Whether an empty line is one too many. */
function isNeedless(rows: readonly Row[], at: number, first: number): boolean {
  if (rows[at]?.kind !== "empty") return false;
  const next = rows[at + 1];
  if (next === undefined || next.kind === "empty") return true;
  // What begins a file is more than the beginning of a line.
  return at < first && next.kind !== "kept";
}

function format(text: string, isMeant: (line: number) => boolean): string {
  const rows = rowsOf(text);
  const columns = commentColumns(rows);
  const first = rows.findIndex(({ kind }) => kind !== "empty");
  let result = "";
  rows.forEach((row, at) => {
    const isLast = at === rows.length - 1;
    const end = isLast && !text.endsWith("\n") ? "" : "\n";
    if (!isMeant(at + 1)) result += row.source + end;
    else if (!isNeedless(rows, at, first))
      result += print(row, columns[at] ?? 0) + (row.source.includes("\0") && isLast ? end : "\n");
  });
  // An empty file is refused for another reason than one without rules.
  return result === "" && text !== "" ? "\n" : result;
}

/** A policy in the usual layout. Takes any text; formatting what it returns changes nothing. */
export function formatPolicy(text: string): string {
  return format(text, () => true);
}

/**
 * The text with some of its lines in the usual layout.
 *
 * @param fromLine from 1
 * @param toLine the last one
 */
export function formatPolicyLines(text: string, fromLine: number, toLine: number): string {
  return format(text, (line) => line >= fromLine && line <= toLine);
}
