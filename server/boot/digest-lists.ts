/** Which rules rely on digest lists, and who can reach them. */

import { type Family, type Hook, hooks, type Kernel, type Rule } from "../../grammar/index.js";
import { type Access, matchRule, openMasks } from "../policy/index.js";
import { accessesAt } from "./accesses.js";

/** Rules that let a digest list vouch for files. */
export function rulesWithDigestCache(rules: readonly Rule[], family?: Family): Rule[] {
  return rules.filter(
    ({ entry }) =>
      entry?.digestCache === true && !entry.action.negative && (family === undefined || entry.action.family === family),
  );
}

function masksOf(hook: Hook): readonly Access["mask"][] {
  return hook.permission === undefined ? openMasks : [[hook.permission]];
}

/** Whether some access by a task of this user may be decided by the rule, and not surely by one before it. */
export function canReach(rule: Rule, rules: readonly Rule[], user: number, kernel: Kernel): boolean {
  const { entry } = rule;
  if (entry === undefined) return false;
  const before = rules
    .slice(0, rules.indexOf(rule))
    .filter((other) => other.entry?.action.family === entry.action.family);
  const reachableHooks = hooks.filter(
    (hook) => kernel.knows(hook) && hook.digestCache && (entry.func === undefined || entry.func === hook.name),
  );
  return reachableHooks.some((hook) =>
    accessesAt(hook.name, masksOf(hook), user).some(
      (access) =>
        matchRule(entry, access).result !== "no" &&
        before.every((other) => other.entry === undefined || matchRule(other.entry, access).result !== "match"),
    ),
  );
}
