/** Rules that do nothing, each for one reason only, so that one check speaks of it. */

import type { Kernel, Rule } from "../../grammar/index.js";
import {
  entryKey,
  inSteps,
  redundant,
  ruleContains,
  ruleList,
  ruleMeets,
  type Steps,
  unreachable,
} from "../policy/index.js";
import { effectOf } from "./effects.js";

/** A rule that decides nothing because earlier ones do. */
export interface Covered {
  readonly rule: Rule;
  readonly coveredBy: readonly Rule[];
}

/** A dont_ rule behind all the rules that it would except something from. */
export interface Late {
  readonly rule: Rule;
  /** The first of them. */
  readonly except: Rule;
  /** Whether they match all that it matches. */
  readonly covered: boolean;
  /** Whether it would leave something to that one, if it came before it. */
  readonly movable: boolean;
}

export interface Needless {
  /** The same rule as an earlier one. */
  readonly duplicates: readonly { readonly rule: Rule; readonly of: Rule }[];
  readonly late: readonly Late[];
  /** Others that earlier rules leave nothing to decide. */
  readonly unreachable: readonly Covered[];
  /** Others that decide nothing that would not be decided so without them. All of them can be taken out together. */
  readonly redundant: readonly { readonly rule: Rule; readonly because: readonly Rule[] }[];
  /** Rules that took too long. */
  readonly undecided: readonly Rule[];
}

/**
 * Rules of families that do something which could as well be missing. Rules that match nothing at all are left out, and
 * so are those that have an effect by standing in the list.
 */
export const needless = inSteps(findNeedless);

const isPositive = (rule: Rule) => rule.entry?.action.negative === false;

function* findNeedless(rules: readonly Rule[], kernel: Kernel): Steps<Needless> {
  const dead = yield* unreachable.steps(rules, kernel);
  const duplicates: { rule: Rule; of: Rule }[] = [];
  const late: Late[] = [];
  const covered: Covered[] = [];
  const whole = ruleList(rules, kernel);
  const byKey = firstOfEach(rules);
  for (const { rule, coveredBy } of dead.rules) {
    const of = byKey.get(keyOf(rule));
    const except = coveredBy.find(isPositive);
    if (coveredBy.length === 0) continue;
    if (of !== undefined && of !== rule) duplicates.push({ rule, of });
    else if (!isPositive(rule) && except !== undefined)
      late.push({ rule, except, covered: true, movable: !ruleContains(rule, except, whole) });
    else covered.push({ rule, coveredBy });
  }

  // The second of two equal rules is no reason for the first one to go; other dead rules stay, and may matter then.
  const gone = new Set(duplicates.map(({ rule }) => rule));
  const rest = rules.filter((rule) => !gone.has(rule));
  const isDead = new Set(dead.rules.map(({ rule }) => rule));
  const found = yield* redundant.steps(rest, kernel);
  const list = ruleList(rest, kernel);
  const kept = new Set<Rule>();
  const removed = new Set<Rule>();
  const others: { rule: Rule; because: readonly Rule[] }[] = [];
  for (const { rule, because } of found.rules) {
    yield;
    const family = rule.entry?.action.family;
    if (family === undefined || list.activeRegions(family).length === 0) continue;
    if (isDead.has(rule) || because.some((other) => isDead.has(other)) || effectOf(rule) !== undefined) continue;
    if (isDefault(rule, lastOf(rest, family))) continue;
    const met = isPositive(rule)
      ? []
      : rest.filter((other) => other.index < rule.index && isPositive(other) && ruleMeets(other, rule, list));
    // What comes before it and is all of what it matches is not to be excepted: it says what holds for the rest.
    const except = met.find((other) => !ruleContains(rule, other, list));
    if (except === undefined && met.length > 0) continue;
    if (except !== undefined) late.push({ rule, except, covered: false, movable: true });
    else if (!kept.has(rule) && !because.some((other) => removed.has(other))) {
      others.push({ rule, because });
      removed.add(rule);
      for (const other of because) kept.add(other);
    }
  }
  return {
    duplicates,
    late: late.sort((a, b) => a.rule.index - b.rule.index),
    unreachable: covered,
    redundant: others,
    undecided: [...new Set([...dead.undecided, ...found.undecided])],
  };
}

/** A dont_ rule for all the rest, as the last of its family: it says what would hold without it, on purpose. */
function isDefault(rule: Rule, last: Rule | undefined): boolean {
  return rule === last && !isPositive(rule) && !rule.terms.some(({ key }) => key?.role === "condition");
}

function lastOf(rules: readonly Rule[], family: string): Rule | undefined {
  return rules.findLast(({ entry }) => entry?.action.family === family);
}

function keyOf({ entry }: Rule): string {
  return entry === undefined ? "" : entryKey(entry);
}

function firstOfEach(rules: readonly Rule[]): Map<string, Rule> {
  const first = new Map<string, Rule>();
  for (const rule of rules) {
    const key = keyOf(rule);
    if (!first.has(key)) first.set(key, rule);
  }
  return first;
}

/** "line 3", "lines 3 and 5", "lines 3, 5, 7 and 12 more". */
export function linesOf(rules: readonly Rule[], most = 6): string {
  const numbers = rules.map((rule) => rule.index + 1);
  const last = numbers.at(-1);
  if (numbers.length < 2) return `line ${last}`;
  if (numbers.length > most) return `lines ${numbers.slice(0, most).join(", ")} and ${numbers.length - most} more`;
  return `lines ${numbers.slice(0, -1).join(", ")} and ${last}`;
}
