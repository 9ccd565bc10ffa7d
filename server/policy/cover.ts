/** Whether shapes together hold all of a box. Every question about rule lists comes down to this one. */

import { type Box, type Budget, intersects, type Shape } from "./boxes.js";
import { type ClassSet, classSet, has, isSubset, meets, members, outsideOf } from "./class-set.js";
import { ShapeIndex } from "./shape-index.js";

/** Which shapes hold the box together, or a part of it that is in none of them. */
export type Cover<T extends Shape> = { readonly by: ReadonlySet<T> } | { readonly escape: () => Box };

/**
 * Looks for a part of the boxes that escapes the shapes. In each dimension only those classes are looked at that are in
 * as few of the shapes as can be: when what has to do with fewer shapes does not escape, what has to do with more of
 * them does not. So a name that no condition has stands for all the others, and most rules need no search at all.
 *
 * @param all all classes of each dimension
 * @param free dimensions, as bits, with a class that is in none of the shapes' sets: a hint that spares most of the work
 * @throws TooComplex when the budget is used up: a step is a shape that is looked at
 */
export function cover<T extends Shape>(
  boxes: readonly Shape[],
  shapes: readonly T[] | ShapeIndex<T>,
  all: readonly ClassSet[],
  budget: Budget,
  free = 0,
): Cover<T> {
  const by = new Set<T>();
  const near = (shape: Shape, except = 0): T[] =>
    shapes instanceof ShapeIndex
      ? shapes.near(shape, except)
      : shapes.filter((other) => (other.mask & except) === 0 && intersects(shape.box, other));
  for (const shape of boxes) {
    // What is free in a dimension that the box leaves open escapes every shape that does not leave it open.
    const open = free & ~shape.mask;
    const candidates = near(shape, open);
    budget.spend(1 + (candidates.length >>> 3));
    const escaped = search(shape.box, candidates, all, budget, by);
    if (escaped === undefined) continue;
    // The shapes that were spared: in the dimensions that they do not leave open, what is free is not theirs.
    return { escape: () => freed(escaped, open, near(shape), all) };
  }
  return { by };
}

/** A box without the classes that some shapes have in dimensions where others are free. */
function freed(box: Box, open: number, shapes: readonly Shape[], all: readonly ClassSet[]): Box {
  return box.map((set, dimension) => {
    if (((open >>> dimension) & 1) === 0) return set;
    return outside(set ?? (all[dimension] as ClassSet), shapes, dimension);
  });
}

/** What of some classes is in none of the shapes' sets. */
function outside(own: ClassSet, shapes: readonly Shape[], dimension: number): ClassSet | undefined {
  // A single class is looked for, which mostly ends soon; else all sets are put together.
  const sets = shapes.map(({ box }) => box[dimension]).filter((set) => set !== undefined);
  if (typeof own === "number") return sets.some((set) => has(set, own)) ? undefined : own;
  return outsideOf(own, sets, own.length << 5);
}

/** The shapes that hold all of the boxes together, as cover() finds them; undefined when something escapes. */
export function coverAll<T extends Shape>(
  boxes: readonly Shape[],
  shapes: readonly T[] | ShapeIndex<T>,
  all: readonly ClassSet[],
  budget: Budget,
  free = 0,
): ReadonlySet<T> | undefined {
  const found = cover(boxes, shapes, all, budget, free);
  return "by" in found ? found.by : undefined;
}

/** @returns what escapes; undefined when nothing does, and then `by` holds what covers the box */
function search<T extends Shape>(
  start: Box,
  shapes: readonly T[],
  all: readonly ClassSet[],
  budget: Budget,
  by: Set<T>,
): Box | undefined {
  const box = [...start];
  let left = shapes;
  for (;;) {
    budget.spend(1 + left.length);
    const split = new Map<number, T[]>();
    const inside: T[] = [];
    for (const shape of left) {
      const cutting = cuts(box, shape);
      if (cutting === undefined) continue;
      if (cutting.length === 0) {
        // The fewer that cover, the better to read.
        if (!by.has(shape)) by.add(first(left, shape, by, box));
        return undefined;
      }
      inside.push(shape);
      for (const dimension of cutting) {
        const list = split.get(dimension);
        if (list === undefined) split.set(dimension, [shape]);
        else list.push(shape);
      }
    }
    if (inside.length === 0) return box;
    left = inside;
    const free = freeDimension(box, split, all);
    if (free === undefined) return branch(box, left, split, all, budget, by);
    box[free.dimension] = free.classes;
    const gone = new Set(split.get(free.dimension));
    left = left.filter((shape) => !gone.has(shape));
  }
}

/** A shape that holds all of the box: one that is used already, if there is one. */
function first<T extends Shape>(shapes: readonly T[], found: T, by: ReadonlySet<T>, box: Box): T {
  return shapes.find((shape) => by.has(shape) && cuts(box, shape)?.length === 0) ?? found;
}

/** The dimensions in which a shape leaves something of the box out; undefined when it has nothing of it. */
function cuts(box: Box, { box: other, dimensions }: Shape): number[] | undefined {
  const cutting: number[] = [];
  for (const dimension of dimensions) {
    const own = box[dimension];
    const set = other[dimension] as ClassSet;
    if (own === undefined) cutting.push(dimension);
    else if (!meets(own, set)) return undefined;
    else if (!isSubset(own, set)) cutting.push(dimension);
  }
  return cutting;
}

/** A dimension with classes that are in none of the shapes that cut it. */
function freeDimension<T extends Shape>(
  box: Box,
  split: ReadonlyMap<number, readonly T[]>,
  all: readonly ClassSet[],
): { dimension: number; classes: ClassSet } | undefined {
  for (const [dimension, shapes] of split) {
    const own = box[dimension] ?? (all[dimension] as ClassSet);
    const classes = outside(own, shapes, dimension);
    if (classes !== undefined) return { dimension, classes };
  }
  return undefined;
}

/** Tries the classes that are in the fewest shapes, in the dimension that most shapes cut. */
function branch<T extends Shape>(
  box: (ClassSet | undefined)[],
  shapes: readonly T[],
  split: ReadonlyMap<number, readonly T[]>,
  all: readonly ClassSet[],
  budget: Budget,
  by: Set<T>,
): Box | undefined {
  let dimension = -1;
  let cutting: readonly T[] = [];
  for (const [candidate, shapes] of split)
    if (shapes.length > cutting.length) [dimension, cutting] = [candidate, shapes];
  const groups = fewestShapes(box[dimension] ?? (all[dimension] as ClassSet), dimension, cutting, budget);
  for (const classes of groups) {
    const part = [...box];
    part[dimension] = classes;
    const escaped = search(part, shapes, all, budget, by);
    if (escaped !== undefined) return escaped;
  }
  return undefined;
}

/** The groups of classes that are in no more shapes than any other group: none's shapes are all in another one's. */
function fewestShapes(own: ClassSet, dimension: number, cutting: readonly Shape[], budget: Budget): ClassSet[] {
  const groups = new Map<string, { classes: number[]; shapes: number[] }>();
  for (const index of members(own)) {
    const shapes: number[] = [];
    for (let at = 0; at < cutting.length; at++)
      if (has((cutting[at] as Shape).box[dimension] as ClassSet, index)) shapes.push(at);
    budget.spend(1 + (cutting.length >>> 4));
    const key = shapes.join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { classes: [index], shapes });
    else group.classes.push(index);
  }
  const sorted = [...groups.values()].sort((a, b) => a.shapes.length - b.shapes.length);
  const fewest: typeof sorted = [];
  for (const group of sorted) {
    const shapes = new Set(group.shapes);
    if (!fewest.some((other) => other.shapes.every((at) => shapes.has(at)))) fewest.push(group);
  }
  return fewest.map(({ classes }) => classSet(classes));
}
