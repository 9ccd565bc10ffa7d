import type { Check } from "../check.js";
import { removal } from "../edits.js";
import { linesOf, needless } from "../needless.js";

export const check: Check = {
  id: "logic/redundant-rule",
  summary: "a rule without which every access is decided in the same way",
  severity: "info",
  fixable: true,
  policy({ policy, kernel }, report) {
    for (const { rule, because } of needless(policy.rules, kernel).redundant) {
      const { action } = rule;
      if (action === undefined) continue;
      const heirs = because.filter((other) => other.index > rule.index && other.action?.family === action.family);
      const [takingBack] = because.filter((other) => other.index > rule.index);
      report({
        span: rule.span,
        message:
          heirs.length > 0
            ? `This rule changes nothing: without it ${linesOf(heirs)} ${heirs.length > 1 ? "decide" : "decides"} the same for all that it decides.`
            : action.negative || takingBack === undefined
              ? `This rule changes nothing: no later rule would ${action.family} what it leaves out.`
              : `This rule changes nothing: ${linesOf([takingBack])} ${takingBack.action?.name === "appraise" ? "appraises" : "decides"} the same files, and takes back what it asks for.`,
        help: "Take it out, unless it is there for people to read.",
        related: heirs.slice(0, 4).map((other) => ({ span: other.span, message: "decides the same" })),
        fixes: [{ ...removal(rule, policy), safe: true }],
      });
    }
  },
};
