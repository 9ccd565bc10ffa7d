/** Which rules decide the accesses of a region: those that leave something open. */

import type { Family, Kernel, Rule } from "../../grammar/index.js";
import { Budget, intersection, intersects, type Region, shapeOf, TooComplex } from "./boxes.js";
import { coverAll } from "./cover.js";
import { ruleList } from "./rule-list.js";
import { ShapeIndex } from "./shape-index.js";
import type { RegionSpec } from "./space.js";

export interface Decider {
  readonly rule: Rule;
  /** Whether other accesses of the region are decided by other rules, or by none. */
  readonly sometimes: boolean;
}

export interface Deciders {
  /** In order. */
  readonly deciders: readonly Decider[];
  /** Whether no rule decides some access of the region. */
  readonly undecided: boolean;
}

/** Steps that one region may take. */
const mostSteps = 5_000_000;

/**
 * The rules of a family that decide some access of a region. Exact: each of them decides one, and no other rule does.
 * Rules that no kernel takes are passed over.
 *
 * @returns undefined when it would take too long to say
 */
export function decidersOf(
  rules: readonly Rule[],
  family: Family,
  region: RegionSpec,
  kernel: Kernel,
): Deciders | undefined {
  const list = ruleList(rules, kernel);
  const { space } = list;
  if (!space.isTractable) return undefined;
  const rulesOfFamily = list.regions(family);
  // The usual answer for families that a policy does not have.
  if (rulesOfFamily.length === 0)
    return { deciders: [], undecided: space.requests.some(({ hook }) => region.hooks.includes(hook)) };
  const budget = new Budget(mostSteps);
  const boxes = space.regionOf(region).map(shapeOf);
  const regions = rulesOfFamily.filter((own) => boxes.some(({ box }) => intersects(box, own)));
  const free = list.free(family);
  const deciding = new Set<Rule>();
  try {
    const earlier = new ShapeIndex<Region>(space.all);
    for (const own of regions) {
      const parts = boxes.map(({ box }) => intersection(box, own.box)).filter((part) => part !== undefined);
      if (coverAll(parts.map(shapeOf), earlier, space.all, budget, free) === undefined) {
        deciding.add(own.rule);
        earlier.add(own);
      }
    }
    const undecided = coverAll(boxes, earlier, space.all, budget, free) === undefined;
    const sometimes = deciding.size > 1 || undecided;
    return { deciders: [...deciding].map((rule) => ({ rule, sometimes })), undecided };
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return undefined;
  }
}
