import { type Check, refused } from "../check.js";
import { hasTrouble } from "../words.js";

export const check: Check = {
  id: "syntax/no-action",
  summary: "a rule that does not say what to do",
  severity: "error",
  rule(rule, context, report) {
    // A word that is not known may have been meant to be the action.
    if (rule.action !== undefined || hasTrouble(rule, context)) return;
    report({
      span: rule.span,
      message: refused("it has no action."),
      help: "Begin the rule with measure, appraise, audit or hash, or with one of them with dont_ before it. A rule cannot go on in the next line.",
      rejects: true,
    });
  },
};
