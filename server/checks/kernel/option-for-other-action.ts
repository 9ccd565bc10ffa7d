import type { Rule, Term } from "../../../grammar/index.js";
import { type Check, either, type RuleContext, refused } from "../check.js";
import { isKnownTerm } from "../words.js";

/** appraise_flag= is bound to appraise rules only where it means something; it has a check of its own. */
export function misplacedOptions(rule: Rule, { kernel }: RuleContext): Term[] {
  const { action } = rule;
  if (action === undefined) return [];
  return rule.terms.filter(
    (term) =>
      term.key?.role === "option" &&
      isKnownTerm(term, kernel) &&
      term.key.actions !== undefined &&
      !term.key.actions.includes(action.name),
  );
}

export const check: Check = {
  id: "kernel/option-for-other-action",
  summary: "an option that does not go with the action of the rule",
  severity: "error",
  rule(rule, context, report) {
    for (const { word, key } of misplacedOptions(rule, context)) {
      const actions = (key?.actions ?? []).map((name) => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`));
      report({
        span: word,
        message: refused(
          `${word.key}= needs ${either(actions)} rule, and this is ${/^[aeiou]/.test(rule.action?.name ?? "") ? "an" : "a"} ${rule.action?.name} rule.`,
        ),
        help: `Take ${word.key}= out${rule.action?.negative ? ": a dont_ rule only says that nothing is done" : ", or write it into a rule of its own"}.`,
        rejects: true,
      });
    }
  },
};
