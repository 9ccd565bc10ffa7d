/** Places in a text. Offsets count UTF-16 units from 0, as JavaScript strings and the language server protocol do. */

export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** 1-based line and column, 0-based offset; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Half open. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Finds lines by offset. Lines end at LF only: to the kernel, CR is a character like any other. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(readonly text: string) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The position of an offset; offsets outside of the text are moved to its nearest end. */
  position(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: inside - (this.starts[low] ?? 0) + 1, offset: inside };
  }

  range(span: Span): Range {
    return { start: this.position(span.start), end: this.position(span.end) };
  }

  /** The text of a line (1-based) without its LF. */
  line(number: number): string {
    const start = this.starts[number - 1] ?? this.text.length;
    const next = this.starts[number];
    return this.text.slice(start, next === undefined ? this.text.length : next - 1);
  }
}
