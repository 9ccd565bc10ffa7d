/**
 * Words that must stand behind the action, because ima_parse_rule() compares them with it while it reads the rule.
 *
 * Source: ima_parse_rule() in security/integrity/ima/ima_policy.c.
 */

import type { Feature } from "./features.js";

/** By key; with the feature that made the order free. */
export const afterAction: ReadonlyMap<string, { readonly until?: Feature }> = new Map([
  ["template", {}],
  ["digest_cache", {}],
  // Up to 5.8 everything was decided while reading.
  ["pcr", { until: "wholeRuleValidation" }],
  ["appraise_type", { until: "wholeRuleValidation" }],
  ["keyrings", { until: "wholeRuleValidation" }],
]);

/** Whether up to 5.8 a word had to stand behind the func= that allows it. */
export function isAfterHook(key: string, value: string): boolean {
  return key === "keyrings" || (key === "appraise_type" && value === "imasig|modsig");
}
