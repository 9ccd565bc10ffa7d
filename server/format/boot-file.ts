/**
 * The layout of digest-cache.conf: `key = value` from the first column on, continued lines indented, one empty line
 * before each section and the comments above it. Values, and lines that are not of the language, stay as they are.
 */

import { type BootFile, parseBootFile, printHeader, type Section } from "../../grammar/index.js";

const indentation = "    ";

/** A line, or several of which each but the last one goes on in the next. */
interface Row {
  readonly kind: "comment" | "empty" | "header" | "setting" | "kept";
  readonly lines: readonly string[];
}

function trimmedEnd(line: string): string {
  let end = line.length;
  while (end > 0 && " \t\r".includes(line.charAt(end - 1))) end--;
  return line.slice(0, end);
}

const isComment = (line: string) => line.startsWith("#") || line.startsWith(";");
const goesOn = (line: string) => /\\\r*$/.test(line);

/** A line with other text; it ends as before, and goes on in the next line only if it did. */
function ended(text: string, source: string, isContinued: boolean): string {
  const end = text.endsWith("\\") && !isContinued ? " " : "";
  return text + end + (source.endsWith("\r") ? "\r" : "");
}

class Layout {
  private readonly headers: ReadonlyMap<number, Section>;
  /** Where lines begin that something is wrong with. */
  private readonly faulty: ReadonlySet<number>;
  private readonly sources: string[];

  constructor(private readonly file: BootFile) {
    this.headers = new Map(file.sections.map((section) => [section.header.start, section]));
    this.faulty = new Set(file.faults.map(({ line }) => line.start));
    this.sources = file.text.split("\n");
    if (this.sources.at(-1) === "") this.sources.pop();
  }

  /** Whether a line goes on; the last one of a file does not, without a line feed. */
  private isContinued(at: number): boolean {
    const isEnded = at < this.sources.length - 1 || this.file.text.endsWith("\n");
    return isEnded && goesOn(this.sources[at] ?? "");
  }

  rows(): Row[] {
    const rows: Row[] = [];
    let offset = 0;
    for (let at = 0; at < this.sources.length; ) {
      const first = this.sources[at] ?? "";
      let end = at + 1;
      if (!isComment(first))
        while (end < this.sources.length && this.isContinued(end - 1)) {
          while (isComment(this.sources[end] ?? "")) end++;
          end++;
        }
      const lines = this.sources.slice(at, end);
      rows.push(this.row(lines, at, offset));
      for (const line of lines) offset += line.length + 1;
      at = end;
    }
    return rows;
  }

  private row(lines: string[], at: number, offset: number): Row {
    const [first = ""] = lines;
    const kept: Row = { kind: "kept", lines };
    // The mark that some editors put before everything begins a line of its own.
    if (lines.some((line) => line.includes("\ufeff"))) return kept;
    if (isComment(first)) return { kind: "comment", lines: [ended(trimmedEnd(first), first, true)] };
    const indent = first.search(/[^ \t\r]/);
    if (indent === -1) return { kind: "empty", lines: [first.endsWith("\r") ? "\r" : ""] };
    const header = this.headers.get(offset + indent);
    if (this.faulty.has(offset + indent)) return header === undefined ? kept : { kind: "header", lines };
    if (header !== undefined)
      return { kind: "header", lines: lines.length > 1 ? lines : [ended(printHeader(header), first, true)] };
    const equals = first.indexOf("=");
    if (equals === -1) return kept;
    const key = trimmedEnd(first.slice(indent, equals));
    const value = trimmedEnd(first.slice(equals + 1)).replace(/^[ \t\r]+/, "");
    return {
      kind: "setting",
      lines: lines.map((line, row) => {
        if (row === 0) return ended(value === "" ? `${key} =` : `${key} = ${value}`, line, this.isContinued(at));
        if (isComment(line)) return ended(trimmedEnd(line), line, true);
        const text = trimmedEnd(line).replace(/^[ \t\r]+/, "");
        return ended(text === "" ? "" : indentation + text, line, this.isContinued(at + row));
      }),
    };
  }
}

/** Where the comments begin that stand directly above a row. */
function withCommentsAbove(rows: readonly Row[], at: number): number {
  let first = at;
  while (rows[first - 1]?.kind === "comment") first--;
  return first;
}

/** A digest-cache.conf in the usual layout. Takes any text; formatting what it returns changes nothing. */
export function formatBootFile(text: string): string {
  const rows = new Layout(parseBootFile(text)).rows();
  const lineEnd = /\r\n/.test(text) ? "\r" : "";
  const beginsPart = new Set(rows.flatMap(({ kind }, at) => (kind === "header" ? [withCommentsAbove(rows, at)] : [])));
  let last: Row["kind"] = "empty";
  const lines: string[] = [];
  rows.forEach(({ kind, lines: own }, at) => {
    const next = rows[at + 1]?.kind;
    const isKeptStart = lines.length === 0 && next === "kept";
    if (kind === "empty" && ((last === "empty" && !isKeptStart) || next === undefined || next === "empty")) return;
    if (beginsPart.has(at) && last !== "empty") lines.push(lineEnd);
    for (const line of own) lines.push(line);
    last = kind;
  });
  // A line feed would let a last line go on that does not.
  const isOpen = !text.endsWith("\n") && goesOn(lines.at(-1) ?? "");
  return lines.length === 0 ? "" : `${lines.join("\n")}${isOpen ? "" : "\n"}`;
}
