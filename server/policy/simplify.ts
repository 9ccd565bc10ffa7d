/** The same accesses in fewer and larger boxes, for people to read. */

import { type Box, Budget, contains, intersects, type Shape, shapeOf, subtract, TooComplex } from "./boxes.js";
import { type ClassSet, isSubset, keyOf, union } from "./class-set.js";
import type { Space } from "./space.js";

/** More boxes than this are only put together where two differ in one dimension. */
const mostToEnlarge = 48;

/** Steps that one enlargement may take; past them the box stays as it is. */
const stepsPerBox = 5_000;

/** Two boxes that differ in one dimension only are one. */
function join(space: Space, boxes: readonly Box[]): Box[] {
  let current = [...boxes];
  for (let before = -1; before !== current.length; ) {
    before = current.length;
    for (let dimension = 0; dimension < space.sizes.length; dimension++) {
      if (current.every((box) => box[dimension] === undefined)) continue;
      const groups = new Map<string, Box>();
      for (const box of current) {
        const key = box.map((set, at) => (at === dimension || set === undefined ? "" : keyOf(set))).join(" ");
        const same = groups.get(key);
        groups.set(key, same === undefined ? box : joined(space, same, box, dimension));
      }
      current = [...groups.values()];
    }
  }
  return current;
}

/** Two boxes as one that reaches over both of them in a dimension. */
function joined(space: Space, a: Box, b: Box, dimension: number): Box {
  const [left, right] = [a[dimension], b[dimension]];
  const both = left === undefined || right === undefined ? undefined : union(left, right, space.sizes[dimension] ?? 1);
  const all = both !== undefined && isSubset(space.all[dimension] as ClassSet, both);
  return a.map((set, at) => (at !== dimension ? set : all ? undefined : both));
}

/** Whether the shapes together hold all of a box; false as well when that takes too long to say. */
function isCovered(box: Box, shapes: readonly Shape[], space: Space): boolean {
  const budget = new Budget(stepsPerBox);
  const open: { box: Box; from: number }[] = [{ box, from: 0 }];
  try {
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      let { from } = part;
      while (from < shapes.length && !intersects(part.box, shapes[from] as Shape)) from++;
      budget.spend(1 + from - part.from);
      const shape = shapes[from];
      if (shape === undefined) return false;
      for (const piece of subtract(part.box, shape, space.all)) open.push({ box: piece, from: from + 1 });
    }
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return false;
  }
  return true;
}

/** A box as large as it can be inside of the shapes. */
function enlarged(box: Box, shapes: readonly Shape[], space: Space): Box {
  let current = box;
  for (const dimension of shapeOf(box).dimensions) {
    const whole = current.map((set, at) => (at === dimension ? undefined : set));
    if (isCovered(whole, shapes, space)) {
      current = whole;
      continue;
    }
    for (const { box: other } of shapes) {
      if (other[dimension] === undefined) continue;
      const larger = joined(space, current, other, dimension);
      if (isCovered(larger, shapes, space)) current = larger;
    }
  }
  return current;
}

/**
 * Boxes for the same accesses that may share some of them: as large as can be, and none that the others make needless.
 * Many boxes are only put together where that is easy.
 */
export function simplify(space: Space, boxes: readonly Box[]): Box[] {
  const few = join(space, boxes);
  if (few.length < 2 || few.length > mostToEnlarge) return few;
  const shapes = few.map(shapeOf);
  const large: Shape[] = [];
  for (const box of few) {
    if (large.some((shape) => contains(shape, box))) continue;
    large.push(shapeOf(enlarged(box, shapes, space)));
  }
  // The smallest go first: those with the most conditions.
  let needed = large;
  for (const shape of [...large].sort((a, b) => b.dimensions.length - a.dimensions.length)) {
    const others = needed.filter((other) => other !== shape);
    if (others.length > 0 && isCovered(shape.box, others, space)) needed = others;
  }
  return needed.map((shape) => shape.box);
}
