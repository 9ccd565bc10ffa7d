/** Rules that a list decides the same without. */

import { type Family, families, type Kernel, type Rule } from "../../grammar/index.js";
import { Budget, intersection, type Region, type Shape, shapeOf, TooComplex } from "./boxes.js";
import { coverAll } from "./cover.js";
import { opens, takesBack } from "./decide.js";
import { partition } from "./partition.js";
import { inOrder, type RuleList, ruleList, rulesIn, type Turn } from "./rule-list.js";
import { ShapeIndex } from "./shape-index.js";
import type { Space } from "./space.js";
import { inSteps, type Steps } from "./steps.js";
import { unreachable } from "./unreachable.js";

export interface RedundantRule {
  readonly rule: Rule;
  /**
   * The rules that make it so, in order: as long as these stay, it is redundant, whatever other rules are taken out.
   * Later ones decide in its place; with none of them, nothing is decided either way.
   */
  readonly because: readonly Rule[];
}

export interface Redundant {
  readonly rules: readonly RedundantRule[];
  /** Rules that could not be decided within the budget. */
  readonly undecided: readonly Rule[];
}

/** Steps that one rule may take; a usual one takes as many as there are rules. */
const stepsPerRule = 100_000;

/** Steps that a whole list may take: some seconds. */
const stepsPerList = 50_000_000;

/**
 * The rules that can be taken out, each by itself, without any access being decided differently: outcome of each
 * family, options added up over the families, PCR, template and algorithms. Exact, as unreachable() is, and with the
 * same limits; unreachable rules are among them.
 *
 * What a rule does by standing in the list at all is no decision of an access: an appraise rule for POLICY_CHECK, for
 * example, makes the kernel want later policies signed.
 */
export const redundant = inSteps(findRedundant);

function* findRedundant(rules: readonly Rule[], kernel: Kernel): Steps<Redundant> {
  const list = ruleList(rules, kernel);
  if (!list.space.isTractable) return { rules: [], undecided: rules };
  const found: RedundantRule[] = [];
  const undecided: Rule[] = [];
  const dead = new Map((yield* unreachable.steps(rules, kernel)).rules.map(({ rule, coveredBy }) => [rule, coveredBy]));
  let left = stepsPerList;
  for (const family of list.families) {
    const entangled = isEntangled(family, rules);
    const active = list.activeRegions(family);
    const index = new ShapeIndex(list.space.all, active);
    const decisions = new Map(active.map(({ rule }) => [rule, decisionOf(rule)]));
    for (const turn of list.turns(family, active)) {
      yield;
      const { rule } = turn;
      const budget = new Budget(Math.min(stepsPerRule, left));
      try {
        const because = entangled(rule)
          ? becauseOfFamilies(rule, list, budget)
          : active.length > 0
            ? (dead.get(rule) ?? becauseOfRules(turn, index, decisions, list.free(family), list.space, budget))
            : [];
        if (because !== undefined) found.push({ rule, because });
      } catch (error) {
        if (!(error instanceof TooComplex)) throw error;
        undecided.push(rule);
      }
      left -= budget.spent;
    }
  }
  return { rules: found.sort((a, b) => inOrder(a.rule, b.rule)), undecided: undecided.sort(inOrder) };
}

const flags = ["signature", "modsig", "sigv3", "verity", "permitDirectio"] as const;

/** Options that the kernel adds up over all rules that match. */
function flagsOf({ entry }: Rule): string {
  return flags.filter((flag) => entry?.[flag] === true).join();
}

/** What a rule decides for its family, other than its flags. */
function effectOf(rule: Rule | undefined): string {
  const entry = rule?.entry;
  if (entry === undefined || entry.action.negative) return "nothing";
  const { pcr, template, algorithms, digestCache, metaImmutable, checkBlacklist } = entry;
  return `${pcr} ${template} ${algorithms?.join()} ${digestCache} ${metaImmutable} ${checkBlacklist}`;
}

/** The same text for rules that decide the same; what no rule decides is like a dont_ rule without options. */
const nothing = "nothing with ";

const decisionOf = (rule: Rule) => `${effectOf(rule)} with ${flagsOf(rule)}`;

/**
 * Whether what a rule decides depends on rules of other families: flags that differ within its family may be there all
 * the same, because another family adds them; a hash rule counts only without a later appraise rule; and without the
 * one rule that makes the kernel look at a family, the flags of its dont_ rules are gone as well.
 */
function isEntangled(family: Family, rules: readonly Rule[]): (rule: Rule) => boolean {
  const own = rules.filter(({ entry }) => entry?.action.family === family);
  const opening = own.filter(({ entry }) => entry !== undefined && opens(entry));
  const others = rules.filter(({ entry }) => entry !== undefined && entry.action.family !== family);
  const hashes = rules.some(({ entry }) => entry?.action.name === "hash");
  const appraises = rules.some(({ entry }) => entry?.action.name === "appraise");
  const orderMatters = (family === "hash" || family === "appraise") && hashes && appraises;
  const flagged = new Set(own.map(flagsOf)).size > 1 && others.some((rule) => flagsOf(rule) !== "");
  const exemptsWithFlags = own.some((rule) => rule.entry?.action.negative === true && flagsOf(rule) !== "");
  return (rule) => orderMatters || flagged || (exemptsWithFlags && opening.length === 1 && opening[0] === rule);
}

/**
 * The rules that make one needless, when it is: earlier ones leave a part of its accesses to it, and later ones decide
 * that part in the same way, or nothing is to be decided. Also dead rules count: what is dead because of this one is not
 * without it.
 */
function becauseOfRules(
  { rule, own }: Turn,
  regions: ShapeIndex<Region>,
  decisions: ReadonlyMap<Rule, string>,
  free: number,
  { all }: Space,
  budget: Budget,
): readonly Rule[] | undefined {
  const decision = decisionOf(rule);
  const isSame = (region: Region) => decisions.get(region.rule) === decision;
  const because = new Set<Region>();
  const isHarmless = (boxes: readonly Shape[], harmless: readonly Region[]): boolean => {
    const by = coverAll(boxes, harmless, all, budget, free);
    for (const region of by ?? []) because.add(region);
    return by !== undefined;
  };
  // What is done has to be done by something else, and mostly some of it is not.
  const isHeir = (region: Region) =>
    region.rule.index < rule.index || (region.rule.index > rule.index && isSame(region));
  if (decision !== nothing)
    for (const shape of own)
      if (!isHarmless([shape], regions.near(shape, free & ~shape.mask).filter(isHeir))) return undefined;
  // What another rule decides otherwise has to be decided before it.
  const near = [...new Set(own.flatMap((shape) => regions.near(shape)))].sort((a, b) => inOrder(a.rule, b.rule));
  budget.spend(1 + (near.length >>> 3));
  const harmless = near.filter((region) => region.rule.index < rule.index);
  for (const region of near) {
    if (region.rule.index <= rule.index) continue;
    if (isSame(region)) {
      harmless.push(region);
      continue;
    }
    const parts = own.map(({ box }) => intersection(box, region.box)).filter((part) => part !== undefined);
    if (!isHarmless(parts.map(shapeOf), harmless)) return undefined;
  }
  return rulesIn(because);
}

/** The same by comparing all families with and without the rule. */
function becauseOfFamilies(rule: Rule, list: RuleList, budget: Budget): readonly Rule[] | undefined {
  const family = rule.entry?.action.family;
  if (family === undefined) return undefined;
  const others = list.rules.filter((other) => other !== rule);
  const stays = others.some(({ entry }) => entry?.action.family === family && opens(entry));
  const before = list.activeRegions(family);
  const without = before.filter(
    (region) => region.rule !== rule && (stays || region.rule.entry?.func === "SETXATTR_CHECK"),
  );
  const start = stays ? before.filter((region) => region.rule === rule) : before;
  const rest = families.filter((other) => other !== family);
  const lists = [before, without, ...rest.map((other) => list.activeRegions(other))];
  const because = new Set<Rule>();
  for (const { deciding } of partition(
    start.map(({ box }) => box),
    lists,
    list.space.all,
    budget,
    (so) => so.length !== 2 || so[0] !== so[1],
  )) {
    const [old, now, ...same] = deciding;
    if (summary(family, old, rest, same) !== summary(family, now, rest, same)) return undefined;
    for (const each of [now, ...same]) if (each !== undefined) because.add(each);
  }
  return [...because].sort(inOrder);
}

/** All that the rules decide together. */
function summary(
  family: Family,
  own: Rule | undefined,
  others: readonly Family[],
  deciding: readonly (Rule | undefined)[],
): string {
  const rules = new Map<Family, Rule | undefined>([[family, own]]);
  others.forEach((other, at) => {
    rules.set(other, deciding[at]);
  });
  const hash = rules.get("hash");
  if (hash?.entry?.action.negative === false && takesBack(rules.get("appraise"), hash)) rules.set("hash", undefined);
  // Flags of a hash rule count although its action is taken back.
  const matched = [own, ...deciding];
  const merged = flags.map((flag) => matched.some((rule) => rule?.entry?.[flag] === true));
  return `${[...rules].map(([each, rule]) => `${each} ${effectOf(rule)}`).join("; ")} ${merged.join()}`;
}
