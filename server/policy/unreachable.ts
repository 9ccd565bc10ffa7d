/** Rules that can never decide anything. */

import type { Kernel, Rule } from "../../grammar/index.js";
import { Budget, type Region, TooComplex } from "./boxes.js";
import { coverAll } from "./cover.js";
import { inOrder, ruleList, rulesIn } from "./rule-list.js";
import { ShapeIndex } from "./shape-index.js";
import type { Space } from "./space.js";
import { inSteps, type Steps } from "./steps.js";

export interface UnreachableRule {
  readonly rule: Rule;
  /** The earlier rules of its family that together match whatever it matches; none: it matches nothing at all. */
  readonly coveredBy: readonly Rule[];
}

export interface Unreachable {
  readonly rules: readonly UnreachableRule[];
  /** Rules that could not be decided within the budget. */
  readonly undecided: readonly Rule[];
}

/** Steps that one rule may take; a usual one takes as many as there are rules before it. */
const stepsPerRule = 100_000;

/** Steps that a whole list may take: some seconds. */
const stepsPerList = 50_000_000;

/**
 * The rules of a list that no access can reach: earlier rules of the same family match all that they match, or they
 * match nothing. Exact: every rule that is not listed, and not undecided, decides some access.
 *
 * Rules that no kernel takes are passed over. Time grows little faster than the number of rules where these are about single
 * labels, owners or ids, and with its square where they are not; what takes more than its budget (100,000 steps for a rule, 50 million for the list) is undecided.
 */
export const unreachable = inSteps(findUnreachable);

function* findUnreachable(rules: readonly Rule[], kernel: Kernel): Steps<Unreachable> {
  const list = ruleList(rules, kernel);
  const { space } = list;
  if (!space.isTractable) return { rules: [], undecided: rules };
  const found: UnreachableRule[] = [];
  const undecided: Rule[] = [];
  let left = stepsPerList;
  for (const family of list.families) {
    // Dead rules take nothing away from later ones that others have not taken.
    const alive = new ShapeIndex<Region>(space.all);
    for (const { rule, own } of list.turns(family)) {
      yield;
      const budget = new Budget(Math.min(stepsPerRule, left));
      try {
        const coveredBy = fewestCovering(own, alive, list.free(family), space, budget);
        if (coveredBy !== undefined) {
          found.push({ rule, coveredBy });
          continue;
        }
      } catch (error) {
        if (!(error instanceof TooComplex)) throw error;
        undecided.push(rule);
      } finally {
        left -= budget.spent;
      }
      for (const region of own) alive.add(region);
    }
  }
  return { rules: found.sort((a, b) => inOrder(a.rule, b.rule)), undecided: undecided.sort(inOrder) };
}

/** Rules are tried without one another when no more than this many cover a box: people want to see few. */
const mostToMinimize = 24;

/** Few rules whose regions hold all of the own ones together, in order; undefined when something escapes. */
function fewestCovering(
  own: readonly Region[],
  earlier: ShapeIndex<Region>,
  free: number,
  { all }: Space,
  budget: Budget,
): readonly Rule[] | undefined {
  const covering = coverAll(own, earlier, all, budget, free);
  if (covering === undefined) return undefined;
  const rules = rulesIn(covering);
  if (rules.length < 2 || rules.length > mostToMinimize) return rules;
  let needed = [...covering];
  for (const rule of rules) {
    const without = needed.filter((region) => region.rule !== rule);
    if (coverAll(own, without, all, budget) !== undefined) needed = without;
  }
  return rulesIn(needed);
}
