/**
 * What appraise rules for some hooks do by standing in a policy at all, whatever they match.
 *
 * Source: ima_appraise_flag() in security/integrity/ima/ima_policy.c, and ima_load_data() and ima_write_policy().
 */

import type { Rule } from "../../grammar/index.js";

/** What the kernel does because of such a rule. */
const effects: Readonly<Record<string, string>> = {
  MODULE_CHECK: "modules that come from memory (init_module) are refused, unless the kernel enforces module signatures",
  FIRMWARE_CHECK: "firmware that user space hands over is refused",
  KEXEC_KERNEL_CHECK: "kexec_load, which hands over no file, is refused",
  POLICY_CHECK: "later policies have to be signed files",
};

export function hasEffectByItself({ entry }: Rule): boolean {
  return entry?.action.name === "appraise" && (entry.func ?? "") in effects;
}

/** In words that can stand alone; for rules that have one. */
export function effectOf({ entry }: Rule): string {
  return effects[entry?.func ?? ""] ?? "";
}

/** The first rule for each of these hooks. */
export function rulesWithEffects(rules: readonly Rule[]): Map<string, Rule> {
  const found = new Map<string, Rule>();
  for (const rule of rules) {
    const func = rule.entry?.func;
    if (func !== undefined && hasEffectByItself(rule) && !found.has(func)) found.set(func, rule);
  }
  return found;
}
