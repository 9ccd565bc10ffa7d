/**
 * Places in a text as the language server protocol counts them: lines end at LF, CR LF or CR, columns count UTF-16 units,
 * or bytes where client and server agreed on UTF-8.
 */

import type { Position, Range } from "vscode-languageserver";
import type { Span } from "../../grammar/index.js";

export type Encoding = "utf-16" | "utf-8";

const lf = 10;
const cr = 13;

/** Bytes of a piece of text in UTF-8; half of a surrogate pair counts two of the pair's four. */
function bytesOf(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return bytes;
}

/** The offset behind so many bytes, never in the middle of a character. */
function offsetOfByte(text: string, start: number, end: number, bytes: number): number {
  let left = bytes;
  for (let at = start; at < end; ) {
    const code = text.codePointAt(at) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (left < 0) return at;
    at += code < 0x10000 ? 1 : 2;
  }
  return end;
}

export class Lines {
  private readonly starts: number[] = [0];

  constructor(
    readonly text: string,
    private readonly encoding: Encoding,
  ) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === lf || (code === cr && text.charCodeAt(at + 1) !== lf)) this.starts.push(at + 1);
    }
  }

  get count(): number {
    return this.starts.length;
  }

  /** The span of a line without its end. */
  span(line: number): Span {
    const start = this.starts[line] ?? this.text.length;
    let end = this.starts[line + 1] ?? this.text.length;
    while (end > start && (this.text.charCodeAt(end - 1) === lf || this.text.charCodeAt(end - 1) === cr)) end--;
    return { start, end };
  }

  /** Places outside of the text are moved to its nearest end, and columns outside of their line to its end. */
  offset({ line, character }: Position): number {
    if (line < 0) return 0;
    if (line >= this.starts.length) return this.text.length;
    const { start, end } = this.span(line);
    const column = Math.max(0, character);
    if (this.encoding === "utf-8") return offsetOfByte(this.text, start, end, column);
    return Math.min(start + column, end);
  }

  lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  position(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineOf(inside);
    const start = this.starts[line] ?? 0;
    return {
      line,
      character: this.encoding === "utf-8" ? bytesOf(this.text, start, inside) : inside - start,
    };
  }

  /** The same for a place in a line that is measured in the encoding: the length of a piece of one line. */
  length({ start, end }: Span): number {
    return this.encoding === "utf-8" ? bytesOf(this.text, start, end) : end - start;
  }

  range({ start, end }: Span): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  spanOf({ start, end }: Range): Span {
    const from = this.offset(start);
    return { start: from, end: Math.max(from, this.offset(end)) };
  }
}
