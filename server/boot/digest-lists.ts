/** Which rules rely on digest lists, and who can reach them. */

import { type Family, hooks, type Kernel, type Rule } from "../../grammar/index.js";
import { decidersOf, root, unreachable } from "../policy/index.js";

/** Rules that let a digest list vouch for files, and that some access reaches. */
export function rulesWithDigestCache(rules: readonly Rule[], kernel: Kernel, family?: Family): Rule[] {
  const relying = rules.filter(
    ({ entry }) =>
      entry?.digestCache === true &&
      !entry.action.negative &&
      // Other rules with it are refused.
      (family === undefined ? ["appraise", "measure"].includes(entry.action.family) : entry.action.family === family),
  );
  if (relying.length === 0) return relying;
  const dead = new Set(unreachable(rules, kernel).rules.map((found) => found.rule));
  return relying.filter((rule) => !dead.has(rule));
}

/** Whether a task of root, with no other ids, makes an access that one of the rules decides; undefined: too complex. */
export function rootReaches(relying: readonly Rule[], rules: readonly Rule[], kernel: Kernel): boolean | undefined {
  const wanted = new Set(relying);
  const names = hooks.filter((hook) => kernel.knows(hook) && hook.digestCache).map((hook) => hook.name);
  for (const family of ["appraise", "measure"] as const) {
    const found = decidersOf(rules, family, { hooks: names, user: root, group: root }, kernel);
    if (found === undefined) return undefined;
    if (found.deciders.some(({ rule }) => wanted.has(rule))) return true;
  }
  return false;
}
