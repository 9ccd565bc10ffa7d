import type { Kernel, Key, Rule, Term } from "../../../grammar/index.js";
import { type Check, either, type RuleContext, refused } from "../check.js";
import { isKnownTerm } from "../words.js";

/** Conditions go with the hook, and their actions follow from it; up to 5.8 one was compared with the action instead. */
function actionsOf({ role, actions, earlyActions }: Key, kernel: Kernel): readonly string[] | undefined {
  if (earlyActions !== undefined && !kernel.has("wholeRuleValidation")) return earlyActions;
  return role === "option" ? actions : undefined;
}

/** appraise_flag= is bound to appraise rules only where it means something; it has a check of its own. */
export function misplacedOptions(rule: Rule, { kernel }: RuleContext): Term[] {
  const { action } = rule;
  if (action === undefined) return [];
  return rule.terms.filter((term) => {
    if (term.key === undefined || !isKnownTerm(term, kernel)) return false;
    return actionsOf(term.key, kernel)?.includes(action.name) === false;
  });
}

export const check: Check = {
  id: "kernel/option-for-other-action",
  summary: "an option that does not go with the action of the rule",
  severity: "error",
  rule(rule, context, report) {
    for (const { word, key } of misplacedOptions(rule, context)) {
      const allowed = (key && actionsOf(key, context.kernel)) ?? [];
      const actions = allowed.map((name) => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`));
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
