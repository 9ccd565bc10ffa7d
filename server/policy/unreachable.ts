/** Rules that can never decide anything. */

import type { Kernel, Rule } from "../../grammar/index.js";
import { type Box, Budget, contains, intersects, type Region, regionOf, subtract, TooComplex } from "./boxes.js";
import { Space } from "./space.js";

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
const stepsPerRule = 50_000;

/** Steps that a whole list may take: some seconds. */
const stepsPerList = 10_000_000;

/**
 * The rules of a list that no access can reach: earlier rules of the same family match all that they match, or they
 * match nothing. Exact: every rule that is not listed, and not undecided, decides some access.
 *
 * Rules that no kernel takes are passed over. Time grows with the square of the number of rules for usual lists; a rule
 * that takes more than its budget is undecided.
 */
export function unreachable(rules: readonly Rule[], kernel: Kernel): Unreachable {
  const known = answers.get(rules) ?? new Map<string, Unreachable>();
  const key = `${kernel.version} ${kernel.dialect}`;
  const answer = known.get(key) ?? findUnreachable(rules, kernel);
  answers.set(rules, known.set(key, answer));
  return answer;
}

/** Several checks ask about one list. */
const answers = new WeakMap<readonly Rule[], Map<string, Unreachable>>();

function findUnreachable(rules: readonly Rule[], kernel: Kernel): Unreachable {
  const space = new Space(rules, kernel);
  if (!space.isTractable) return { rules: [], undecided: rules };
  const full = (dimension: number) => space.full(dimension);
  const before = new Map<string, Region[]>();
  const found: UnreachableRule[] = [];
  const undecided: Rule[] = [];
  let left = stepsPerList;
  for (const rule of rules) {
    const { entry } = rule;
    if (entry === undefined) continue;
    const earlier = before.get(entry.action.family) ?? [];
    const boxes = space.boxesOf(entry);
    const budget = new Budget(Math.min(stepsPerRule, left));
    try {
      const coveredBy = fewestCovering(boxes, earlier, full, budget);
      if (coveredBy !== undefined) found.push({ rule, coveredBy });
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
      undecided.push(rule);
    }
    left -= budget.spent;
    for (const box of boxes) earlier.push(regionOf(rule, box));
    before.set(entry.action.family, earlier);
  }
  return { rules: found, undecided };
}

/** Rules are tried without one another when no more than this many cover a box: people want to see few. */
const mostToMinimize = 24;

/** Few rules whose regions cover all of the boxes together, in order; undefined when something stays uncovered. */
function fewestCovering(
  boxes: readonly Box[],
  regions: readonly Region[],
  full: (dimension: number) => bigint,
  budget: Budget,
): readonly Rule[] | undefined {
  const covering = coverOf(boxes, regions, full, budget);
  if (covering === undefined) return undefined;
  let needed = [...covering].sort((a, b) => a.rule.index - b.rule.index);
  const rules = new Set(needed.map(({ rule }) => rule));
  if (rules.size > 1 && rules.size <= mostToMinimize)
    for (const rule of rules) {
      const without = needed.filter((region) => region.rule !== rule);
      if (coverOf(boxes, without, full, budget) !== undefined) needed = without;
    }
  return [...new Set(needed.map(({ rule }) => rule))];
}

/** The regions that cover all of the boxes together; undefined when something stays uncovered. */
function coverOf(
  boxes: readonly Box[],
  regions: readonly Region[],
  full: (dimension: number) => bigint,
  budget: Budget,
): Set<Region> | undefined {
  const used = new Set<Region>();
  // Boxes with the place of the first region that has not been taken away from them.
  const open: { box: Box; from: number }[] = boxes.map((box) => ({ box, from: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    let { from } = next;
    const { box } = next;
    while (from < regions.length && !intersects(box, regions[from] as Region)) from++;
    budget.spend(1 + from - next.from);
    const region = regions[from];
    if (region === undefined) return undefined;
    used.add(region);
    if (contains(region.box, box, full)) continue;
    for (const piece of subtract(box, region.box, full)) open.push({ box: piece, from: from + 1 });
  }
  return used;
}
