import type { Check } from "../check.js";
import { removal } from "../edits.js";
import { needless } from "../needless.js";

export const check: Check = {
  id: "logic/duplicate-rule",
  summary: "the same rule a second time",
  severity: "info",
  fixable: true,
  policy({ policy, kernel }, report) {
    for (const { rule, of } of needless(policy.rules, kernel).duplicates)
      report({
        span: rule.span,
        message: `The kernel keeps this rule and never comes to it: it is the same as line ${of.index + 1}.`,
        help: "Take it out.",
        related: [{ span: of.span, message: "the same rule" }],
        // The first one stays, so that nothing at all is different without the second.
        fixes: [{ ...removal(rule, policy), safe: true }],
      });
  },
};
