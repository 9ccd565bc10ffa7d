/** Numbers and names, cut into as few classes as some conditions can tell apart. */

import { type IdCondition, maxId } from "../../grammar/index.js";
import { type ClassSet, classesWhere } from "./class-set.js";

/** Numbers that no condition tells apart; inclusive. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Ids from 0 to maxId, cut at the constants of comparisons. */
export class Numbers {
  readonly intervals: readonly Interval[];
  private readonly known = new Map<string, ClassSet | undefined>();

  constructor(conditions: readonly (IdCondition | undefined)[]) {
    const points = [...new Set(conditions.flatMap((condition) => (condition === undefined ? [] : [condition.id])))];
    points.sort((a, b) => a - b);
    const intervals: Interval[] = [];
    let next = 0;
    for (const point of points) {
      if (next < point) intervals.push({ from: next, to: point - 1 });
      intervals.push({ from: point, to: point });
      next = point + 1;
    }
    if (next <= maxId) intervals.push({ from: next, to: maxId });
    this.intervals = intervals;
  }

  get size(): number {
    return this.intervals.length;
  }

  /** The class of a number. */
  at(value: number): number {
    let low = 0;
    let high = this.intervals.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.intervals[middle] as Interval).to < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The classes that fulfil a comparison; undefined: no number does. */
  within({ operator, id }: IdCondition): ClassSet | undefined {
    const key = `${operator}${id}`;
    if (!this.known.has(key)) {
      const own = this.at(id);
      this.known.set(
        key,
        operator === "=" ? own : classesWhere(this.size, (index) => (operator === "<" ? index < own : index > own)),
      );
    }
    return this.known.get(key);
  }
}

/** A name that no condition has. */
export const otherName = "(other)";

/** Names that conditions have; the last class is all others. */
export class Names {
  readonly names: readonly string[];
  private readonly places: ReadonlyMap<string, number>;

  constructor(names: Iterable<string | undefined>) {
    const known = new Set(names);
    known.delete(undefined);
    this.names = [...(known as Set<string>), otherName];
    this.places = new Map(this.names.map((name, index) => [name, index]));
  }

  get size(): number {
    return this.names.length;
  }

  /** The class of a name; what no condition has, or is not there, is one of the others. */
  at(name: string | null | undefined): number {
    return this.places.get(name ?? otherName) ?? this.size - 1;
  }

  of(names: readonly string[]): ClassSet | undefined {
    const [only] = names;
    if (names.length === 1 && only !== undefined) return this.at(only);
    const places = new Set(names.map((name) => this.at(name)));
    return classesWhere(this.size, (index) => places.has(index));
  }
}
