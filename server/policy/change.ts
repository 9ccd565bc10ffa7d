/** What changes when one rule list takes the place of another. */

import { type Family, families, type Kernel, type Rule } from "../../grammar/index.js";
import type { Access } from "./access.js";
import { edited, entryKey } from "./align.js";
import { type Box, Budget, type Region, TooComplex } from "./boxes.js";
import { disjoint, partition } from "./partition.js";
import { RuleList } from "./rule-list.js";
import { simplify } from "./simplify.js";
import { Space } from "./space.js";
import { type Direction, directionOf, lenders, verdictOf } from "./verdict.js";
import { describe } from "./words.js";

export interface Change {
  readonly family: Family;
  readonly direction: Direction;
  /** The rule that decides before; undefined: none does. */
  readonly before: Rule | undefined;
  readonly after: Rule | undefined;
  /** All accesses that change from the one rule to the other; boxes may share some. */
  readonly boxes: readonly Box[];
  /** The same in words. */
  readonly regions: readonly string[];
  /** One of these accesses. */
  readonly witness: Access;
}

export interface PolicyChange {
  /** What the boxes are in. */
  readonly space: Space;
  readonly changes: readonly Change[];
  /** Families that took too long to compare: nothing is said of them. */
  readonly undecided: readonly Family[];
}

/** Steps that the comparison of one family may take: some seconds. */
const mostSteps = 20_000_000;

/** Steps for taking apart the regions of edited rules, before all of the space is looked through instead. */
const stepsForEdits = 500_000;

/**
 * The accesses that two rule lists decide differently: all of them, each with the rules that decide it before and
 * after. Options that a rule of another family adds are part of the decision.
 *
 * Rules that no kernel takes are passed over. Only what edited rules match is looked through, so that time grows with
 * the number of edits times the number of rules for usual lists; a family that takes more than its budget (20 million
 * steps) is undecided.
 */
export function difference(before: readonly Rule[], after: readonly Rule[], kernel: Kernel): PolicyChange {
  const space = new Space([...before, ...after], kernel);
  if (!space.isTractable) return { space, changes: [], undecided: families };
  const lists = { before: new RuleList(before, kernel, space), after: new RuleList(after, kernel, space) };
  const changes: Change[] = [];
  const undecided: Family[] = [];
  for (const family of families)
    try {
      changes.push(...changesOf(family, lists.before, lists.after));
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
      undecided.push(family);
    }
  return { space, changes, undecided };
}

/** Boxes that hold all that the lists decide differently in some of the families. */
function suspects(compared: readonly Family[], before: RuleList, after: RuleList): Box[] {
  const { space } = before;
  const regions = (list: RuleList) => compared.flatMap((family) => list.activeRegions(family));
  const [old, now] = [regions(before), regions(after)];
  const rulesOf = (list: readonly Region[]) =>
    [...new Set(list.map(({ rule }) => rule))].sort((a, b) => a.index - b.index);
  const edits = edited(rulesOf(old), rulesOf(now));
  const rules = new Set([...edits.before, ...edits.after]);
  const changed = [...old, ...now].filter(({ rule }) => rules.has(rule));
  try {
    return disjoint(changed, space.all, new Budget(stepsForEdits));
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return [space.sizes.map(() => undefined)];
  }
}

function changesOf(family: Family, before: RuleList, after: RuleList): Change[] {
  const { space } = before;
  const compared = [family, ...lenders(family, [...before.rules, ...after.rules])];
  const lists = compared.flatMap((each) => [before.activeRegions(each), after.activeRegions(each)]);
  const does = (rule: Rule | undefined) => rule?.entry?.action.negative === false;
  /** Whether the rules of the family itself leave it open that something changes. */
  const matters = (deciding: readonly (Rule | undefined)[]): boolean => {
    if (deciding.length !== 2) return true;
    const [old, now] = deciding;
    if (!does(old) && !does(now)) return false;
    return compared.length > 1 || old?.entry === undefined || now?.entry === undefined || !sameEntry(old, now);
  };
  const groups = new Map<string, { change: Omit<Change, "boxes" | "regions" | "witness">; boxes: Box[] }>();
  const parts = partition(suspects(compared, before, after), lists, space.all, new Budget(mostSteps), matters);
  for (const { box, deciding } of parts) {
    const rulesOf = (from: 0 | 1) => new Map(compared.map((each, at) => [each, deciding[2 * at + from]]));
    const [old, now] = [rulesOf(0), rulesOf(1)];
    const direction = directionOf(verdictOf(family, old), verdictOf(family, now));
    if (direction === undefined) continue;
    const change = { family, direction, before: old.get(family), after: now.get(family) };
    const key = `${direction} ${change.before?.index} ${change.after?.index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { change, boxes: [box] });
    else group.boxes.push(box);
  }
  return [...groups.values()].map(({ change, boxes }) => {
    const few = simplify(space, boxes);
    return {
      ...change,
      boxes: few,
      regions: few.map((box) => describe(space, box)),
      witness: space.witness(few[0] as Box),
    };
  });
}

const keys = new WeakMap<Rule, string>();

function keyOfRule(rule: Rule): string {
  let key = keys.get(rule);
  if (key === undefined) {
    key = rule.entry === undefined ? "" : entryKey(rule.entry);
    keys.set(rule, key);
  }
  return key;
}

function sameEntry(a: Rule, b: Rule): boolean {
  return keyOfRule(a) === keyOfRule(b);
}
