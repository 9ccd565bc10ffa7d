/** Which rules decide the accesses of a region: those that leave something open. */

import type { Family, Kernel, Rule } from "../../grammar/index.js";
import { type Box, Budget, intersects, subtract, TooComplex } from "./boxes.js";
import { ruleList } from "./rule-list.js";
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
  const budget = new Budget(mostSteps);
  const deciding = new Set<Rule>();
  let open: readonly Box[] = space.regionOf(region);
  try {
    for (const next of list.regions(family)) {
      if (open.length === 0) break;
      budget.spend(open.length);
      if (!open.some((part) => intersects(part, next))) continue;
      deciding.add(next.rule);
      open = open.flatMap((part) => (intersects(part, next) ? subtract(part, next, space.all) : [part]));
    }
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return undefined;
  }
  const undecided = open.length > 0;
  const sometimes = deciding.size > 1 || undecided;
  return { deciders: [...deciding].map((rule) => ({ rule, sometimes })), undecided };
}
