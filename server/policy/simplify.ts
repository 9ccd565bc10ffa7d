/** The same accesses in fewer and larger boxes, for people to read. */

import { type Box, Budget, contains, type Shape, shapeOf, TooComplex } from "./boxes.js";
import { type ClassSet, isSubset, keyOf, union } from "./class-set.js";
import { coverAll } from "./cover.js";
import { Dim, type Space } from "./space.js";

/** More boxes than this are only put together where two differ in one dimension. */
const mostToEnlarge = 48;

/** Steps that this may take; past them boxes are only put together where that is easy. */
const mostSteps = 3_000;

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

/** A box as large as it can be inside of the shapes. */
function enlarged(box: Box, shapes: readonly Shape[], space: Space, budget: Budget): Box {
  const isInside = (candidate: Box) => coverAll([shapeOf(candidate)], shapes, space.all, budget) !== undefined;
  let current = box;
  for (const dimension of shapeOf(box).dimensions) {
    // What is said of a hook is to be found in one place.
    if (dimension === Dim.Request) continue;
    const whole = current.map((set, at) => (at === dimension ? undefined : set));
    if (isInside(whole)) {
      current = whole;
      continue;
    }
    for (const { box: other } of shapes) {
      if (other[dimension] === undefined) continue;
      const larger = joined(space, current, other, dimension);
      if (isInside(larger)) current = larger;
    }
  }
  return current;
}

/** Boxes that may share accesses: as large as can be, and none that the others make needless. */
function largest(boxes: readonly Box[], space: Space, budget: Budget): Box[] {
  const shapes = boxes.map(shapeOf);
  const large: Shape[] = [];
  for (const box of boxes)
    if (!large.some((shape) => contains(shape, box))) large.push(shapeOf(enlarged(box, shapes, space, budget)));
  // The smallest go first: those with the most conditions.
  let needed = large;
  for (const shape of [...large].sort((a, b) => b.dimensions.length - a.dimensions.length)) {
    const others = needed.filter((other) => other !== shape);
    if (coverAll([shape], others, space.all, budget) !== undefined) needed = others;
  }
  return needed.map((shape) => shape.box);
}

/**
 * Boxes for the same accesses, fewer and larger. Many boxes are only put together where that is easy.
 *
 * @param most how many boxes are of use: with far more of them nothing else is tried
 */
export function simplify(space: Space, boxes: readonly Box[], most = mostToEnlarge): Box[] {
  const few = join(space, boxes);
  if (few.length < 2 || few.length > 2 * most || few.length > mostToEnlarge) return few;
  try {
    return join(space, largest(few, space, new Budget(mostSteps)));
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return few;
  }
}
