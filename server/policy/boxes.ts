/** Boxes of the access space and what can be done with them. */

import type { Rule } from "../../grammar/index.js";
import { type ClassSet, common, isSubset, meets, without } from "./class-set.js";

/** A set of classes for each dimension; undefined: all of them. A set that is given is not all of them. */
export type Box = readonly (ClassSet | undefined)[];

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

/** A box with the dimensions in which it is not all: one or two of the many, for most rules. */
export interface Shape {
  readonly box: Box;
  readonly dimensions: readonly number[];
  /** The same as bits. */
  readonly mask: number;
}

export function shapeOf(box: Box): Shape {
  const dimensions: number[] = [];
  let mask = 0;
  for (let dimension = 0; dimension < box.length; dimension++)
    if (box[dimension] !== undefined) {
      dimensions.push(dimension);
      mask |= 1 << dimension;
    }
  return { box, dimensions, mask };
}

/** The accesses that a rule matches, or some of them. */
export interface Region extends Shape {
  readonly rule: Rule;
}

export function regionOf(rule: Rule, box: Box): Region {
  const { dimensions, mask } = shapeOf(box);
  return { box, dimensions, mask, rule };
}

export function intersects(box: Box, { box: other, dimensions }: Shape): boolean {
  for (let at = 0; at < dimensions.length; at++) {
    const dimension = dimensions[at] as number;
    const left = box[dimension];
    if (left !== undefined && !meets(left, other[dimension] as ClassSet)) return false;
  }
  return true;
}

/** Whether every access of `inner` is one of the region. */
export function contains({ box, dimensions }: Shape, inner: Box): boolean {
  for (let at = 0; at < dimensions.length; at++) {
    const dimension = dimensions[at] as number;
    const own = inner[dimension];
    if (own === undefined || !isSubset(own, box[dimension] as ClassSet)) return false;
  }
  return true;
}

/** What two boxes share; undefined when that is nothing. */
export function intersection(a: Box, b: Box): Box | undefined {
  const result: (ClassSet | undefined)[] = [];
  for (let dimension = 0; dimension < a.length; dimension++) {
    const left = a[dimension];
    const right = b[dimension];
    if (left === undefined || right === undefined) result.push(left ?? right);
    else {
      const both = common(left, right);
      if (both === undefined) return undefined;
      result.push(both);
    }
  }
  return result;
}

/**
 * What is in `a` and not in the region, as boxes without a common access. The two must intersect.
 *
 * @param all all classes of each dimension
 */
export function subtract(a: Box, { box: b, dimensions }: Shape, all: readonly ClassSet[]): Box[] {
  const pieces: Box[] = [];
  // What is left of `a`: inside of `b` in all dimensions that have been looked at.
  const rest = [...a];
  for (const dimension of dimensions) {
    const set = b[dimension] as ClassSet;
    const own = rest[dimension] ?? (all[dimension] as ClassSet);
    const outside = without(own, set);
    if (outside === undefined) continue;
    const piece = [...rest];
    piece[dimension] = outside;
    pieces.push(piece);
    rest[dimension] = common(own, set);
  }
  return pieces;
}
