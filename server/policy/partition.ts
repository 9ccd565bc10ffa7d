/** The access space cut into parts that rule lists decide by the same rules. */

import type { Rule } from "../../grammar/index.js";
import { type Box, type Budget, contains, intersection, intersects, type Region, subtract } from "./boxes.js";
import type { ClassSet } from "./class-set.js";

export interface Part {
  readonly box: Box;
  /** The rule that decides in each list; undefined: none does. */
  readonly deciding: readonly (Rule | undefined)[];
}

/**
 * Cuts boxes into parts, each with the rule that decides it in every list. Together they are all of the boxes, but for
 * what `matters` gave up: it is asked after each list, with the rules that decide so far.
 *
 * @throws TooComplex when the budget is used up
 */
export function* partition(
  start: readonly Box[],
  lists: readonly (readonly Region[])[],
  all: readonly ClassSet[],
  budget: Budget,
  matters: (deciding: readonly (Rule | undefined)[]) => boolean = () => true,
): Generator<Part> {
  const open: (Part & { readonly from: number })[] = start.map((box) => ({ box, deciding: [], from: 0 }));
  const decided = (box: Box, deciding: readonly (Rule | undefined)[]) => {
    if (matters(deciding)) open.push({ box, deciding, from: 0 });
  };
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { box, deciding } = part;
    const list = lists[deciding.length];
    if (list === undefined) {
      yield part;
      continue;
    }
    let { from } = part;
    while (from < list.length && !intersects(box, list[from] as Region)) from++;
    budget.spend(1 + from - part.from);
    const region = list[from];
    if (region === undefined || contains(region, box)) {
      decided(box, [...deciding, region?.rule]);
      continue;
    }
    decided(intersection(box, region.box) as Box, [...deciding, region.rule]);
    for (const piece of subtract(box, region, all)) open.push({ box: piece, deciding, from: from + 1 });
  }
}

/**
 * The boxes again without what they share; the same accesses.
 *
 * @throws TooComplex when the budget is used up
 */
export function disjoint(regions: readonly Region[], all: readonly ClassSet[], budget: Budget): Box[] {
  return regions.flatMap((region, at) => {
    let open: Box[] = [region.box];
    for (const earlier of regions.slice(0, at)) {
      budget.spend(open.length);
      open = open.flatMap((box) => (intersects(box, earlier) ? subtract(box, earlier, all) : [box]));
    }
    return open;
  });
}
