import type { Check } from "../check.js";
import { removal } from "../edits.js";
import { effectOf } from "../effects.js";
import { linesOf, needless } from "../needless.js";

export const check: Check = {
  id: "logic/unreachable-rule",
  summary: "a rule that earlier rules of its family leave nothing to decide",
  severity: "warning",
  fixable: true,
  policy({ policy, kernel }, report) {
    const { unreachable, undecided } = needless(policy.rules, kernel);
    for (const { rule, coveredBy } of unreachable) {
      const [first] = coveredBy;
      if (first === undefined || rule.action === undefined) continue;
      const { family } = rule.action;
      const several = coveredBy.length > 1;
      const reason = `${linesOf(coveredBy)} ${several ? "come" : "comes"} first and ${several ? "together match" : "matches"} all that it matches, and the first ${family} or dont_${family} rule that matches is the only one`;
      const related = coveredBy.slice(0, 4).map((other) => ({ span: other.span, message: "matches first" }));
      const effect = effectOf(rule);
      if (effect !== undefined)
        report({
          span: rule.span,
          severity: "info",
          message: `This rule decides nothing, and still has an effect by being there (${effect}): ${reason}.`,
          help: "Keep it, unless that is not wanted either.",
          related,
        });
      else
        report({
          span: rule.span,
          message: `This rule never decides anything: ${reason}.`,
          help: `Move it before ${linesOf([first])} if it is to say something else, or take it out.`,
          related,
          fixes: [removal(rule, policy)],
        });
    }
    const [undecidedRule] = undecided;
    if (undecidedRule !== undefined)
      report({
        span: undecidedRule.span,
        severity: "info",
        message: `Whether this rule ${undecided.length > 1 ? `and ${undecided.length - 1} more ` : ""}can be reached, and is needed, is too complex to decide.`,
        help: "Nothing is wrong with that; imalint gives up after a while rather than guess.",
      });
  },
};
