import { buildTimeRules, parsePolicy } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { reach } from "../reach.js";

export const check: Check = {
  id: "protect/exempt-from-build-time",
  summary: "an exemption from rules that are compiled into the kernel",
  severity: "info",
  policy(context, report) {
    const { policy, kernel } = context;
    const compiledIn = parsePolicy(
      buildTimeRules(kernel)
        .map((text) => `${text}\n`)
        .join(""),
    ).rules;
    if (compiledIn.length === 0) return;
    const inForce = { ...context, policy: { ...policy, rules: [...compiledIn, ...policy.rules] } };
    for (const first of compiledIn) {
      const hook = first.entry?.func;
      if (hook === undefined) continue;
      const alone = reach(context, "appraise", { hooks: [hook] });
      const decided = reach(inForce, "appraise", { hooks: [hook] });
      if (alone === undefined || decided === undefined) continue;
      // Without func= a rule is for much else besides.
      const useless = alone.exempts.filter(({ entry }) => entry?.func === hook);
      const text = first.terms.map(({ word: { key, operator, value } }) => `${key}${operator}${value}`).join(" ");
      for (const rule of useless) {
        if (decided.exempts.includes(rule)) continue;
        report({
          span: rule.span,
          message: `This rule exempts nothing: the kernel is built with "${text}", which comes before the rules of a policy that is loaded.`,
          help: "Take it out. What is compiled in can be changed only by building the kernel without the option.",
        });
      }
    }
  },
};
