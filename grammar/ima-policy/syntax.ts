/**
 * The syntax tree of a policy: lines of words, with everything in between kept, so that printing gives the
 * text back. What a word means is decided later, in rules.ts, as the kernel does it too.
 */

import type { Span } from "../text.js";

/** One token of the kernel: `measure`, `uid>0`, `func=BPRM_CHECK`. */
export interface Word extends Span {
  /** Spaces and tabs before the word. */
  readonly blank: string;
  /** What stands before the operator; the whole word when there is none. */
  readonly key: string;
  /** The first operator of the word. */
  readonly operator: "" | "=" | "<" | ">";
  /** What stands behind the operator. */
  readonly value: string;
}

export interface Comment extends Span {
  readonly blank: string;
  /** From the # on. */
  readonly text: string;
}

/**
 * How a line ends: with LF; with a NUL, which ends a line for the kernel as well; by being cut because one write
 * cannot hold more (one character is lost at the cut); or with the text.
 */
export type LineEnding = "lf" | "nul" | "cut" | "none";

/** The span is without the ending. */
export interface Line extends Span {
  readonly words: readonly Word[];
  readonly comment: Comment | undefined;
  /** Spaces and tabs before the ending. */
  readonly tail: string;
  readonly ending: LineEnding;
  /** The characters of the ending. */
  readonly endText: string;
}

export interface PolicySyntax {
  readonly text: string;
  /** Never empty: a text that ends with LF has an empty last line. */
  readonly lines: readonly Line[];
}
