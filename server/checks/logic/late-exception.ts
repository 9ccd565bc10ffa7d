import type { Check } from "../check.js";
import { moveBefore } from "../edits.js";
import { needless } from "../needless.js";

const verbs = { measure: "measures", appraise: "appraises", audit: "audits", hash: "hashes" } as const;

export const check: Check = {
  id: "logic/late-exception",
  summary: "an exception after the rule that it should except something from",
  severity: "warning",
  fixable: true,
  policy({ policy, kernel }, report) {
    for (const { rule, except, covered, movable } of needless(policy.rules, kernel).late) {
      const { action } = rule;
      if (action === undefined) continue;
      const line = except.index + 1;
      report({
        span: rule.span,
        message: `This exception comes too late: line ${line} ${verbs[action.family]} ${
          covered
            ? "all that it is to leave out"
            : `something of what it is to leave out, and nothing behind it would ${action.family} the rest`
        }. The first ${action.family} or ${action.name} rule that matches is the only one.`,
        help: movable
          ? `Move it before line ${line}, or take it out.`
          : `Keep one of the two: before line ${line} it would leave nothing to that.`,
        related: [{ span: except.span, message: "matches first" }],
        fixes: movable
          ? [{ title: `Move it before line ${line}`, safe: false, edits: moveBefore(rule, except, policy) }]
          : [],
      });
    }
  },
};
