/** Rules that can never decide anything. */

import type { Kernel, Rule } from "../../grammar/index.js";
import { type Box, Budget, contains, intersects, type Region, subtract, TooComplex } from "./boxes.js";
import type { ClassSet } from "./class-set.js";
import { remembered, ruleList } from "./rule-list.js";

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
 * Rules that no kernel takes are passed over. Time grows with the square of the number of rules for usual lists; a rule
 * that takes more than its budget (100,000 steps, and 50 million for the list) is undecided.
 */
export const unreachable: (rules: readonly Rule[], kernel: Kernel) => Unreachable = remembered(findUnreachable);

function findUnreachable(rules: readonly Rule[], kernel: Kernel): Unreachable {
  const list = ruleList(rules, kernel);
  if (!list.space.isTractable) return { rules: [], undecided: rules };
  const found: UnreachableRule[] = [];
  const undecided: Rule[] = [];
  let left = stepsPerList;
  for (const family of list.families) {
    const regions = list.regions(family);
    let from = 0;
    for (const rule of rules) {
      if (rule.entry?.action.family !== family) continue;
      let to = from;
      while (regions[to]?.rule === rule) to++;
      const budget = new Budget(Math.min(stepsPerRule, left));
      try {
        const boxes = regions.slice(from, to).map(({ box }) => box);
        const coveredBy = fewestCovering(boxes, regions, from, list.space.all, budget);
        if (coveredBy !== undefined) found.push({ rule, coveredBy });
      } catch (error) {
        if (!(error instanceof TooComplex)) throw error;
        undecided.push(rule);
      }
      left -= budget.spent;
      from = to;
    }
  }
  const order = (a: Rule, b: Rule) => a.index - b.index;
  return { rules: found.sort((a, b) => order(a.rule, b.rule)), undecided: undecided.sort(order) };
}

/** Rules are tried without one another when no more than this many cover a box: people want to see few. */
const mostToMinimize = 24;

/**
 * Few rules among the first `end` regions that cover all of the boxes together, in order; undefined when something
 * stays uncovered.
 */
function fewestCovering(
  boxes: readonly Box[],
  regions: readonly Region[],
  end: number,
  all: readonly ClassSet[],
  budget: Budget,
): readonly Rule[] | undefined {
  // One rule is the usual case: it is the first one that could be.
  const alone = oneCovering(boxes, regions, end, budget);
  if (alone !== undefined) return [alone];
  const earlier = regions.slice(0, end).filter((region) => boxes.some((box) => intersects(box, region)));
  const covering = coverOf(boxes, earlier, all, budget);
  if (covering === undefined) return undefined;
  let needed = earlier.filter((region) => covering.has(region));
  const rules = new Set(needed.map(({ rule }) => rule));
  if (rules.size > 1 && rules.size <= mostToMinimize)
    for (const rule of rules) {
      const without = needed.filter((region) => region.rule !== rule);
      if (coverOf(boxes, without, all, budget) !== undefined) needed = without;
    }
  return [...new Set(needed.map(({ rule }) => rule))];
}

/** A rule each of whose boxes, or one of them, holds each of the boxes. */
function oneCovering(boxes: readonly Box[], regions: readonly Region[], end: number, budget: Budget): Rule | undefined {
  budget.spend(end);
  const [firstBox] = boxes;
  if (firstBox === undefined) return undefined;
  for (let at = 0; at < end; at++) {
    const region = regions[at] as Region;
    if (!contains(region, firstBox)) continue;
    const { rule } = region;
    const own = boxes.length === 1 ? [] : regions.slice(0, end).filter((other) => other.rule === rule);
    if (boxes.every((box) => box === firstBox || own.some((other) => contains(other, box)))) return rule;
  }
  return undefined;
}

/** The regions that cover all of the boxes together; undefined when something stays uncovered. */
function coverOf(
  boxes: readonly Box[],
  regions: readonly Region[],
  all: readonly ClassSet[],
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
    for (const piece of subtract(box, region, all)) open.push({ box: piece, from: from + 1 });
  }
  return used;
}
