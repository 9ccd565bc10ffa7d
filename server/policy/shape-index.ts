/** Shapes by the classes that they are about, so that those near a box are found without looking at all of them. */

import { intersects, type Shape } from "./boxes.js";
import type { ClassSet } from "./class-set.js";

/** Shapes in the order in which they are added. */
export class ShapeIndex<T extends Shape> {
  /** By dimension and class: shapes that are about one class of a dimension with many. */
  private readonly byClass = new Map<number, Map<number, T[]>>();
  private readonly others: T[] = [];

  /** @param all all classes of each dimension */
  constructor(
    private readonly all: readonly ClassSet[],
    shapes: Iterable<T> = [],
  ) {
    for (const shape of shapes) this.add(shape);
  }

  add(shape: T): void {
    let best = -1;
    let most = 0;
    for (const dimension of shape.dimensions) {
      if (typeof shape.box[dimension] !== "number") continue;
      const all = this.all[dimension];
      const words = typeof all === "object" ? all.length : 0;
      if (words > most) [best, most] = [dimension, words];
    }
    if (best === -1) {
      this.others.push(shape);
      return;
    }
    const classes = this.byClass.get(best) ?? new Map<number, T[]>();
    this.byClass.set(best, classes);
    const index = shape.box[best] as number;
    const list = classes.get(index);
    if (list === undefined) classes.set(index, [shape]);
    else list.push(shape);
  }

  /**
   * The shapes that meet one, but for those that are not all of some dimensions.
   *
   * @param except these dimensions, as bits
   */
  near({ box }: Shape, except = 0): T[] {
    const found: T[] = [];
    const look = (list: readonly T[]) => {
      for (const shape of list) if ((shape.mask & except) === 0 && intersects(box, shape)) found.push(shape);
    };
    look(this.others);
    for (const [dimension, classes] of this.byClass) {
      if (((except >>> dimension) & 1) === 1) continue;
      const own = box[dimension];
      if (typeof own === "number") look(classes.get(own) ?? []);
      else for (const list of classes.values()) look(list);
    }
    return found;
  }
}
