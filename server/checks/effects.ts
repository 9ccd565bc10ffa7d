/** What appraise rules for some hooks do by standing in a policy at all, whatever they match. */

import { hooks, type Rule } from "../../grammar/index.js";

/** In words that can stand alone; undefined for rules that have no such effect. */
export function effectOf({ entry }: Rule): string | undefined {
  if (entry?.action.name !== "appraise") return undefined;
  return hooks.find(({ name }) => name === entry.func)?.presence;
}

/** The first rule for each hook that has one. */
export function rulesWithEffects(rules: readonly Rule[]): Map<string, Rule> {
  const found = new Map<string, Rule>();
  for (const rule of rules) {
    const func = rule.entry?.func;
    if (func !== undefined && effectOf(rule) !== undefined && !found.has(func)) found.set(func, rule);
  }
  return found;
}
