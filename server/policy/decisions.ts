/** All decisions that a rule list makes for the accesses of a region. */

import type { Family, Kernel, Rule } from "../../grammar/index.js";
import type { Access } from "./access.js";
import { Budget, TooComplex } from "./boxes.js";
import { type Decision, decide } from "./decide.js";
import { partition } from "./partition.js";
import { ruleList } from "./rule-list.js";
import type { RegionSpec } from "./space.js";

export interface PossibleDecision {
  readonly decision: Decision;
  /** One of the accesses that are decided like this. */
  readonly witness: Access;
}

/** Steps that one region may take. */
const mostSteps = 5_000_000;

/**
 * The different decisions of some families for the accesses of a region, each with an access that shows it; decisions
 * by the same rules are one. None when the kernel does not have the hook.
 *
 * @returns undefined when it would take too long to say
 */
export function decisionsOf(
  rules: readonly Rule[],
  families: readonly Family[],
  region: RegionSpec,
  kernel: Kernel,
): PossibleDecision[] | undefined {
  const list = ruleList(rules, kernel);
  const { space } = list;
  if (!space.isTractable) return undefined;
  const found: { deciding: readonly (Rule | undefined)[]; possible: PossibleDecision }[] = [];
  const lists = families.map((family) => list.activeRegions(family));
  try {
    for (const { box, deciding } of partition(space.regionOf(region), lists, space.all, new Budget(mostSteps))) {
      if (found.some((other) => other.deciding.every((rule, at) => rule === deciding[at]))) continue;
      const witness = space.witness(box);
      found.push({ deciding, possible: { decision: decide({ rules }, witness), witness } });
    }
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return undefined;
  }
  return found.map(({ possible }) => possible);
}
