import { families } from "../../../grammar/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "logic/exception-to-nothing",
  summary: "exceptions in a policy that does nothing of the kind",
  severity: "warning",
  policy({ policy }, report) {
    for (const family of families) {
      const own = policy.rules.filter(({ entry }) => entry?.action.family === family);
      const [first, ...more] = own;
      // SETXATTR_CHECK rules do not make the kernel look at the family either.
      const does = own.some(({ entry }) => entry?.action.negative === false && entry.func !== "SETXATTR_CHECK");
      const exceptions = own.filter(({ entry }) => entry?.action.negative === true);
      const unreadable = policy.rules.some((rule) => rule.entry === undefined && rule.action?.name === family);
      if (first === undefined || does || unreadable || exceptions[0] === undefined) continue;
      report({
        span: exceptions[0].span,
        message: `The kernel does not look at ${exceptions.length > 1 ? `this rule and ${exceptions.length - 1} more like it` : "this rule"}: the policy has no ${family} rule, so there is nothing to except.`,
        help: `Add the ${family} rule that is meant, or take the exceptions out. A dont_ rule is for its own family only.`,
        related: more.slice(0, 3).map((rule) => ({ span: rule.span, message: "not looked at either" })),
      });
    }
  },
};
