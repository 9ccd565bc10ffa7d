/** Whether there is an access with some decision. */

import { families, type Kernel, type Rule } from "../../grammar/index.js";
import type { Access } from "./access.js";
import { Budget, TooComplex } from "./boxes.js";
import { type Decision, decide } from "./decide.js";
import { partition } from "./partition.js";
import { ruleList } from "./rule-list.js";
import type { RegionSpec } from "./space.js";

export type Existence =
  | { readonly answer: "yes"; readonly witness: Access; readonly decision: Decision }
  | { readonly answer: "no" | "too complex" };

/** Steps that a question may take. */
const mostSteps = 5_000_000;

/**
 * Whether some access of a region is decided so that a predicate holds, with such an access. Exact: "no" is true of
 * every access of the region.
 *
 * The region is cut into parts that all families decide by the same rules, and the predicate is asked once for each:
 * as many as the rules make, and for each of them decide() is linear in the number of rules. Past 5 million steps the
 * answer is "too complex".
 */
export function exists(
  rules: readonly Rule[],
  region: RegionSpec,
  predicate: (decision: Decision) => boolean,
  kernel: Kernel,
): Existence {
  const list = ruleList(rules, kernel);
  const { space } = list;
  if (!space.isTractable) return { answer: "too complex" };
  const lists = families.map((family) => list.activeRegions(family));
  const budget = new Budget(mostSteps);
  try {
    for (const { box } of partition(space.regionOf(region), lists, space.all, budget)) {
      budget.spend(rules.length);
      const witness = space.witness(box);
      const decision = decide({ rules }, witness);
      if (predicate(decision)) return { answer: "yes", witness, decision };
    }
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return { answer: "too complex" };
  }
  return { answer: "no" };
}
