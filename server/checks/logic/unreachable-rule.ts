import type { Rule } from "../../../grammar/index.js";
import { unreachable } from "../../policy/index.js";
import type { Check } from "../check.js";

function linesOf(rules: readonly Rule[]): string {
  const numbers = rules.map((rule) => rule.index + 1);
  const last = numbers.at(-1);
  return numbers.length === 1 ? `line ${last}` : `lines ${numbers.slice(0, -1).join(", ")} and ${last}`;
}

export const check: Check = {
  id: "logic/unreachable-rule",
  summary: "a rule that earlier rules of its family leave nothing to decide",
  severity: "warning",
  fixable: true,
  policy({ policy, kernel }, report) {
    const { rules, undecided } = unreachable(policy.rules, kernel);
    for (const { rule, coveredBy } of rules) {
      const [first] = coveredBy;
      // What matches nothing at all is reported by other checks.
      if (first === undefined || rule.action === undefined) continue;
      const { family, negative } = rule.action;
      const several = coveredBy.length > 1;
      const start = rule.line.start;
      report({
        span: rule.span,
        message: `This rule never decides anything: ${linesOf(coveredBy)} ${several ? "come" : "comes"} first and ${several ? "together match" : "matches"} all that it matches, and the first ${family} or dont_${family} rule that matches is the only one.`,
        help: `Move it before ${linesOf([first])} if it is to ${negative ? "except something from it" : "say something else"}, or take it out.`,
        related: coveredBy.slice(0, 4).map((other) => ({ span: other.span, message: "matches first" })),
        fixes: [
          {
            title: "Remove the rule",
            safe: false,
            edits: [{ span: { start, end: rule.line.end + rule.line.endText.length }, newText: "" }],
          },
        ],
      });
    }
    const [undecidedRule] = undecided;
    if (undecidedRule !== undefined)
      report({
        span: undecidedRule.span,
        severity: "info",
        message: `Whether this rule ${undecided.length > 1 ? `and ${undecided.length - 1} more ` : ""}can be reached is too complex to decide.`,
        help: "Nothing is wrong with that; imalint gives up after a while rather than guess.",
      });
  },
};
