/** Which rules may decide an access that leaves something open. */

import type { Family, Rule } from "../../grammar/index.js";
import type { Access } from "./access.js";
import { matchRule } from "./match.js";

export interface Decider {
  readonly rule: Rule;
  /** Whether the rule matches only in some of the cases that the access leaves open. */
  readonly sometimes: boolean;
}

/**
 * The rules of a family of which one decides the access, in order: those that may match, up to the first one that
 * surely does. When the last one is one of those that only may, the access may also be decided by no rule at all.
 * Empty when no rule can match. Rules that no kernel takes are passed over.
 */
export function decidersOf(rules: readonly Rule[], family: Family, access: Access): Decider[] {
  const deciders: Decider[] = [];
  for (const rule of rules) {
    const { entry } = rule;
    if (entry === undefined || entry.action.family !== family) continue;
    const { result } = matchRule(entry, access);
    if (result === "no") continue;
    deciders.push({ rule, sometimes: result === "open" });
    if (result === "match") break;
  }
  return deciders;
}
