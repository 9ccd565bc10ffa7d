import { groupRules, hookOf, termOf, valueSpan } from "../../../grammar/index.js";
import { type Check, either, refused } from "../check.js";

export const check: Check = {
  id: "kernel/wrong-action-for-hook",
  summary: "an action that the hook of the rule does not take",
  severity: "error",
  rule(rule, { kernel }, report) {
    // Up to 5.8 the kernel took any action and did nothing.
    if (!kernel.has("wholeRuleValidation") || rule.action === undefined) return;
    const hook = hookOf(rule, kernel);
    if (hook === undefined || hook === "unknown") return;
    const { actions } = groupRules[hook.group];
    if (actions === undefined || actions.includes(rule.action.name)) return;
    const func = termOf(rule, "func");
    const action = rule.terms.find((term) => term.action !== undefined);
    if (action === undefined) return;
    report({
      span: action.word,
      message: refused(
        `${hook.name} can only be used with ${either(actions)}, and this is ${/^[aeiou]/.test(rule.action.name) ? "an" : "a"} ${rule.action.name} rule.`,
      ),
      help:
        hook.group === "setxattr"
          ? "Write appraise func=SETXATTR_CHECK appraise_algos= with the algorithms to allow."
          : "There is no file behind this hook, so it can be measured and nothing else.",
      rejects: true,
      related: func === undefined ? [] : [{ span: valueSpan(func), message: "the hook" }],
    });
  },
};
