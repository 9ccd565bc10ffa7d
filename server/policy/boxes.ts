/** Boxes of the access space and what can be done with them. */

import type { Rule } from "../../grammar/index.js";

/** A set of classes for each dimension; undefined: all of them. No set is empty. */
export type Box = readonly (bigint | undefined)[];

/** Work that an analysis may do before it says that a policy is too complex. */
export class Budget {
  /** What has been done so far. */
  spent = 0;

  constructor(private readonly limit: number) {}

  /** @throws TooComplex when the budget is used up */
  spend(amount = 1): void {
    this.spent += amount;
    if (this.spent > this.limit) throw new TooComplex();
  }
}

/** The answer would take more work than the budget allows. */
export class TooComplex extends Error {
  constructor() {
    super("the rules are too complex to decide");
  }
}

/** The accesses that a rule matches, or some of them. */
export interface Region {
  readonly box: Box;
  /** The dimensions in which the box is not all: one or two of the many, for most rules. */
  readonly dimensions: readonly number[];
  readonly rule: Rule;
}

export function regionOf(rule: Rule, box: Box): Region {
  return { rule, box, dimensions: box.flatMap((set, dimension) => (set === undefined ? [] : [dimension])) };
}

export function intersects(box: Box, { box: other, dimensions }: Region): boolean {
  for (const dimension of dimensions) {
    const left = box[dimension];
    if (left !== undefined && (left & (other[dimension] as bigint)) === 0n) return false;
  }
  return true;
}

/** Whether every access of `inner` is one of `outer`. */
export function contains(outer: Box, inner: Box, full: (dimension: number) => bigint): boolean {
  for (let dimension = 0; dimension < outer.length; dimension++) {
    const set = outer[dimension];
    if (set !== undefined && ((inner[dimension] ?? full(dimension)) & ~set) !== 0n) return false;
  }
  return true;
}

export function intersection(a: Box, b: Box): Box {
  return a.map((left, dimension) => {
    const right = b[dimension];
    return left === undefined ? right : right === undefined ? left : left & right;
  });
}

/** What is in `a` and not in `b`, as boxes without a common access. `a` and `b` must intersect. */
export function subtract(a: Box, b: Box, full: (dimension: number) => bigint): Box[] {
  const pieces: Box[] = [];
  // What is left of `a`: inside of `b` in all dimensions that have been looked at.
  const rest = [...a];
  for (let dimension = 0; dimension < a.length; dimension++) {
    const set = b[dimension];
    if (set === undefined) continue;
    const own = rest[dimension] ?? full(dimension);
    const outside = own & ~set;
    if (outside === 0n) continue;
    const piece = [...rest];
    piece[dimension] = outside;
    pieces.push(piece);
    rest[dimension] = own & set;
  }
  return pieces;
}
