import { groupRules, hookOf, isIn, termOf } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { isKnownTerm } from "../words.js";

export const check: Check = {
  id: "kernel/ignored-condition",
  summary: "a condition that the kernel takes and does not look at",
  severity: "warning",
  rule(rule, { kernel }, report) {
    const hook = hookOf(rule, kernel);
    if (hook === undefined || hook === "unknown") return;
    if (!kernel.has("wholeRuleValidation")) {
      const compared = groupRules[hook.group].earlyConditions;
      for (const { key, word } of compared === undefined ? [] : rule.terms) {
        if (key?.role !== "condition" || key.name === "func" || !kernel.knows(key)) continue;
        // What was compared while it was read is refused.
        if (compared?.has(key.name) || key.earlyActions !== undefined) continue;
        report({
          span: word,
          message: `Up to Linux 5.8 the kernel takes ${word.key}= with ${hook.name} and does not look at it: the rule is for all that comes to this hook.`,
          help: "Take it out.",
        });
      }
      return;
    }
    const cache = termOf(rule, "digest_cache");
    if (
      hook.name === "POLICY_CHECK" &&
      rule.action?.name === "measure" &&
      cache !== undefined &&
      kernel.speaks(cache.key ?? {})
    )
      report({
        span: cache.word,
        message: "The kernel takes digest_cache= here and does not use it: a policy is always measured.",
        help: "Take it out.",
      });
    const ignored = groupRules[hook.group].ignored;
    if (ignored === undefined) return;
    for (const term of rule.terms) {
      if (term.key === undefined || !isKnownTerm(term, kernel) || !isIn(kernel.version, term.key)) continue;
      if (!ignored.has(term.key.name)) continue;
      report({
        span: term.word,
        message: `The kernel takes ${term.word.key}= with ${hook.name} and does not look at it: the rule is for every ${term.key.name.endsWith("gid") ? "group" : "label"}.`,
        help: "Take it out.",
      });
    }
  },
};
