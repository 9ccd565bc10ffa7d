/** Random editing as a client does it: what is sent, and the text that comes of it. */

import type { Position, Range } from "vscode-languageserver-protocol";

export type Encoding = "utf-16" | "utf-8";

/** Where an offset is, counted without any index. */
export function positionAt(text: string, offset: number, encoding: Encoding = "utf-16"): Position {
  const before = text.slice(0, offset);
  // A carriage return ends a line of its own unless a line feed follows it.
  const ends = [...before.matchAll(/\r\n|\n|\r/g)].filter(
    ({ index, 0: end }) => !(end === "\r" && text[index + 1] === "\n"),
  );
  const last = ends.at(-1);
  const line = before.slice(last === undefined ? 0 : last.index + last[0].length);
  return { line: ends.length, character: encoding === "utf-8" ? Buffer.byteLength(line) : line.length };
}

export function rangeOf(text: string, start: number, end: number, encoding?: Encoding): Range {
  return { start: positionAt(text, start, encoding), end: positionAt(text, end, encoding) };
}

export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export class Pen {
  constructor(
    readonly random: () => number,
    /** Lines to paste, and words to take the place of others. */
    private readonly lines: readonly string[],
  ) {}

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  private word(): string {
    return this.pick(this.pick(this.lines).split(/[ \t]+/));
  }

  /** A place that a cursor can be at: not within a pair of surrogates, nor of CR LF. */
  private place(text: string): number {
    if (this.random() < 0.1) return text.length;
    const at = this.below(text.length + 1);
    return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])/.test(text.slice(at - 1, at + 1)) ? at - 1 : at;
  }

  private typed(): string {
    return this.pick([
      ..."abefhimnrsu=_|^<>#\"'0129 \t",
      "\n",
      "\r\n",
      "\r",
      "\0",
      "\u00fc",
      "\u20ac",
      "\u{1f600}",
      "\ufeff",
      "\u2028",
      "=",
      " ",
    ]);
  }

  private lineAt(text: string): { start: number; end: number } {
    const at = this.below(text.length + 1);
    const start = text.lastIndexOf("\n", at - 1) + 1;
    const end = text.indexOf("\n", at);
    return { start: Math.min(start, at), end: end === -1 ? text.length : end + 1 };
  }

  /** What one stroke of an editor does: changes in turn, each of the text that the one before it left. */
  stroke(text: string): Change[] {
    const kind = this.random();
    const at = this.place(text);
    if (kind < 0.25) return [{ start: at, end: at, text: this.typed() }];
    if (kind < 0.4) return [{ start: this.before(text, at), end: at, text: "" }];
    if (kind < 0.5) {
      const [from, to] = [at, this.place(text)].sort((a, b) => a - b) as [number, number];
      return [{ start: from, end: Math.min(to, this.snapped(text, from + 40)), text: "" }];
    }
    if (kind < 0.7) {
      const words = [...text.matchAll(/[^\s=]+/g)];
      if (words.length === 0) return [{ start: at, end: at, text: this.word() }];
      const found = this.pick(words);
      return [{ start: found.index, end: found.index + found[0].length, text: this.word() }];
    }
    if (kind < 0.8) {
      const { start } = this.lineAt(text);
      const lines = Array.from({ length: 1 + this.below(3) }, () => `${this.pick(this.lines)}\n`);
      return [{ start, end: start, text: lines.join("") }];
    }
    const { start, end } = this.lineAt(text);
    if (kind < 0.9) return [{ start, end, text: "" }];
    if (kind < 0.95) {
      const rest = text.slice(0, start) + text.slice(end);
      const target = this.lineAt(rest).start;
      return [
        { start, end, text: "" },
        { start: target, end: target, text: text.slice(start, end) },
      ];
    }
    // Several cursors: the same word at two places, the later one first.
    const places = [at, this.place(text)].sort((a, b) => b - a);
    const word = this.word();
    return places.map((place) => ({ start: place, end: place, text: word }));
  }

  private before(text: string, at: number): number {
    return this.snapped(text, Math.max(0, at - 1));
  }

  private snapped(text: string, at: number): number {
    const inside = Math.min(at, text.length);
    return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])/.test(text.slice(Math.max(0, inside - 1), inside + 1))
      ? Math.max(0, inside - 1)
      : inside;
  }
}

export function applied(text: string, { start, end, text: inserted }: Change): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

/** The change that takes another one back. */
export function inverse(text: string, { start, end, text: inserted }: Change): Change {
  return { start, end: start + inserted.length, text: text.slice(start, end) };
}
