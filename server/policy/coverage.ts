/** What a family of rules decides, over all accesses. */

import { type Family, hooks, type Kernel, type Rule } from "../../grammar/index.js";
import type { Access } from "./access.js";
import { type Box, Budget, TooComplex } from "./boxes.js";
import { has } from "./class-set.js";
import { takes, takesBack } from "./decide.js";
import { partition } from "./partition.js";
import { ruleList } from "./rule-list.js";
import { simplify } from "./simplify.js";
import { Dim, type Space } from "./space.js";
import { describe } from "./words.js";

export interface Covered {
  /** do: the action; dont: a dont_ rule; none: no rule matches, or the family has no rule that does anything. */
  readonly outcome: "do" | "dont" | "none";
  /** How a positive rule does it, as the words of the rule that say so; rules with the same options are together. */
  readonly options: string;
  /** The deciding rules, in order. */
  readonly rules: readonly Rule[];
  /** Hooks at which some access is of this kind. */
  readonly hooks: readonly string[];
  /** All accesses of this kind; boxes may share some. */
  readonly boxes: readonly Box[];
  /** The same in words. */
  readonly regions: readonly string[];
  readonly witness: Access;
}

export interface Coverage {
  readonly family: Family;
  /** What is done first, then what is excepted, then what no rule is for. Together they are all accesses. */
  readonly covered: readonly Covered[];
  /** The rules make more parts than can be looked at: `covered` is empty. */
  readonly tooComplex: boolean;
}

/** Steps that the question may take: some seconds. */
const mostSteps = 20_000_000;

/** More parts than this nobody could read. */
const mostParts = 50_000;

/** The words of a rule that say how its action is done. */
function optionsOf(rule: Rule): string {
  return rule.terms
    .filter(({ key }) => key?.role === "option")
    .map(({ word }) => `${word.key}${word.operator}${word.value}`)
    .sort()
    .join(" ");
}

/** Hooks that a family has any say in. */
function hooksOf(family: Family, kernel: Kernel): string[] {
  return hooks
    .filter((hook) => kernel.knows(hook) && hook.group !== "setxattr" && takes(hook.name, family))
    .map(({ name }) => name);
}

/**
 * What becomes of every access that a family has a say in. Exact. Rules that no kernel takes are passed over. Time
 * grows with the number of parts that the rules make; past 20 million steps or 50,000 parts it is too complex.
 */
export function coverage(rules: readonly Rule[], family: Family, kernel: Kernel): Coverage {
  const list = ruleList(rules, kernel);
  const { space } = list;
  const groups = new Map<string, { rules: Set<Rule>; boxes: Box[]; outcome: Covered["outcome"]; options: string }>();
  const tooComplex: Coverage = { family, covered: [], tooComplex: true };
  if (!space.isTractable) return tooComplex;
  const budget = new Budget(mostSteps);
  let parts = 0;
  try {
    const start = space.regionOf({ hooks: hooksOf(family, kernel) });
    // An appraise rule takes back the hash that a rule before it asked for.
    const families: Family[] = family === "hash" ? ["hash", "appraise"] : [family];
    const lists = families.map((each) => list.activeRegions(each));
    for (const { box, deciding } of partition(start, lists, space.all, budget)) {
      if (parts++ > mostParts) return tooComplex;
      const [matching, appraise] = deciding;
      const isTakenBack = matching?.entry?.action.negative === false && takesBack(appraise, matching);
      const rule = isTakenBack ? undefined : matching;
      const outcome = rule?.entry === undefined ? "none" : rule.entry.action.negative ? "dont" : "do";
      const options = outcome === "do" && rule !== undefined ? optionsOf(rule) : "";
      const key = `${outcome} ${options}`;
      const group = groups.get(key) ?? { rules: new Set(), boxes: [], outcome, options };
      if (rule !== undefined) group.rules.add(rule);
      group.boxes.push(box);
      groups.set(key, group);
    }
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return tooComplex;
  }
  const order = ["do", "dont", "none"];
  const covered = [...groups.values()]
    .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || firstLine(a.rules) - firstLine(b.rules))
    .map(({ boxes, rules: deciding, ...rest }): Covered => {
      const few = simplify(space, boxes);
      return {
        ...rest,
        rules: [...deciding].sort((a, b) => a.index - b.index),
        hooks: hooksIn(space, few),
        boxes: few,
        regions: few.map((box) => describe(space, box)),
        witness: space.witness(few[0] as Box),
      };
    });
  return { family, covered, tooComplex: false };
}

function hooksIn({ requests }: Space, boxes: readonly Box[]): string[] {
  const isIn = (index: number) => boxes.some(({ [Dim.Request]: set }) => set === undefined || has(set, index));
  return [...new Set(requests.filter((_, index) => isIn(index)).map(({ hook }) => hook))];
}

function firstLine(rules: ReadonlySet<Rule>): number {
  return Math.min(...[...rules].map((rule) => rule.index));
}
