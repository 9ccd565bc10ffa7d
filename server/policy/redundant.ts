/** Rules that a list decides the same without. */

import { type Family, families, type Kernel, type Rule } from "../../grammar/index.js";
import { type Box, Budget, contains, intersects, type Region, subtract, TooComplex } from "./boxes.js";
import { opens } from "./decide.js";
import { partition } from "./partition.js";
import { type RuleList, remembered, ruleList } from "./rule-list.js";

export interface RedundantRule {
  readonly rule: Rule;
  /** The later rules that decide the same in its place; none: nothing is decided either way, or it never decides. */
  readonly heirs: readonly Rule[];
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
export const redundant: (rules: readonly Rule[], kernel: Kernel) => Redundant = remembered(findRedundant);

function findRedundant(rules: readonly Rule[], kernel: Kernel): Redundant {
  const list = ruleList(rules, kernel);
  if (!list.space.isTractable) return { rules: [], undecided: rules };
  const found: RedundantRule[] = [];
  const undecided: Rule[] = [];
  let left = stepsPerList;
  for (const family of list.families) {
    const regions = list.activeRegions(family);
    const entangled = isEntangled(family, rules);
    let from = 0;
    for (const rule of rules) {
      if (rule.entry?.action.family !== family) continue;
      let to = from;
      while (regions[to]?.rule === rule) to++;
      const budget = new Budget(Math.min(stepsPerRule, left));
      try {
        const heirs = entangled(rule)
          ? heirsAmongFamilies(rule, list, budget)
          : heirsOf(rule, regions, from, to, list, budget);
        if (heirs !== undefined) found.push({ rule, heirs });
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

/** Options that the kernel adds up over all rules that match. */
function flagsOf({ entry }: Rule): string {
  if (entry === undefined) return "";
  return `${entry.signature} ${entry.modsig} ${entry.sigv3} ${entry.verity} ${entry.permitDirectio}`;
}

/** What a rule decides for its family, other than its flags. */
function effectOf(rule: Rule | undefined): string {
  const entry = rule?.entry;
  if (entry === undefined || entry.action.negative) return "nothing";
  const { pcr, template, algorithms, digestCache, metaImmutable } = entry;
  return `${pcr} ${template} ${algorithms?.join()} ${digestCache} ${metaImmutable}`;
}

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
  const flagged = new Set(own.map(flagsOf)).size > 1 && others.some((rule) => /true/.test(flagsOf(rule)));
  const exemptsWithFlags = own.some((rule) => rule.entry?.action.negative === true && /true/.test(flagsOf(rule)));
  return (rule) => orderMatters || flagged || (exemptsWithFlags && opening.length === 1 && opening[0] === rule);
}

/**
 * The rules that decide in the place of one, when they decide the same wherever it decides; undefined when they do not.
 * `regions[from]` up to `regions[to]` are its own.
 */
function heirsOf(
  rule: Rule,
  regions: readonly Region[],
  from: number,
  to: number,
  { space }: RuleList,
  budget: Budget,
): Rule[] | undefined {
  if (regions.length === 0) return [];
  const own = regions.slice(from, to);
  const later = regions.slice(to).filter((region) => own.some(({ box }) => intersects(box, region)));
  const effect = effectOf(rule);
  const flags = flagsOf(rule);
  budget.spend(regions.length - to);
  const same = (other: Rule | undefined) =>
    effectOf(other) === effect && (other === undefined ? !/true/.test(flags) : flagsOf(other) === flags);
  const sameRules = new Map(later.map((region) => [region.rule, same(region.rule)]));
  // Most rules that decide nothing have nothing after them that would.
  const heirs = new Set<Rule>();
  if (same(undefined) && ![...sameRules.values()].includes(false)) return [...sameRules.keys()];
  const earlier = regions.slice(0, from).filter((region) => own.some(({ box }) => intersects(box, region)));
  budget.spend(from);
  const lists = [...earlier, ...later];
  const open: { box: Box; next: number }[] = own.map(({ box }) => ({ box, next: 0 }));
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { box } = part;
    let { next } = part;
    while (next < lists.length && !intersects(box, lists[next] as Region)) next++;
    budget.spend(1 + next - part.next);
    const region = lists[next];
    if (region === undefined) {
      if (!same(undefined)) return undefined;
      continue;
    }
    // What an earlier rule decides, this one does not.
    if (next >= earlier.length) {
      if (!sameRules.get(region.rule)) return undefined;
      heirs.add(region.rule);
    }
    if (contains(region, box)) continue;
    for (const piece of subtract(box, region, space.all)) open.push({ box: piece, next: next + 1 });
  }
  return [...heirs].sort((a, b) => a.index - b.index);
}

/** The same by comparing all families with and without the rule. */
function heirsAmongFamilies(rule: Rule, list: RuleList, budget: Budget): Rule[] | undefined {
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
  const heirs = new Set<Rule>();
  for (const { deciding } of partition(
    start.map(({ box }) => box),
    lists,
    list.space.all,
    budget,
    (so) => so.length !== 2 || so[0] !== so[1],
  )) {
    const [old, now, ...same] = deciding;
    if (summary(family, old, rest, same) !== summary(family, now, rest, same)) return undefined;
    if (now !== undefined && old === rule) heirs.add(now);
  }
  return [...heirs].sort((a, b) => a.index - b.index);
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
  const [hash, appraise] = [rules.get("hash"), rules.get("appraise")];
  const appraises = appraise?.entry !== undefined && opens(appraise.entry);
  if (hash !== undefined && appraises && appraise.index > hash.index && hash.entry?.action.negative === false)
    rules.set("hash", undefined);
  const flags = ["signature", "modsig", "sigv3", "verity", "permitDirectio"] as const;
  // Flags of a hash rule count although its action is taken back.
  const matched = [own, ...deciding];
  const merged = flags.map((flag) => matched.some((rule) => rule?.entry?.[flag] === true));
  return `${[...rules].map(([each, rule]) => `${each} ${effectOf(rule)}`).join("; ")} ${merged.join()}`;
}
