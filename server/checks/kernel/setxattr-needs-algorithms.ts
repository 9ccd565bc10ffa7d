import { hookOf } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";

export const check: Check = {
  id: "kernel/setxattr-needs-algorithms",
  summary: "SETXATTR_CHECK without appraise_algos=",
  severity: "error",
  rule(rule, { kernel }, report) {
    const hook = hookOf(rule, kernel);
    if (hook === undefined || hook === "unknown" || hook.group !== "setxattr") return;
    if (rule.action?.name !== "appraise" || rule.terms.some((term) => term.key?.name === "appraise_algos")) return;
    report({
      span: rule.span,
      message: refused("SETXATTR_CHECK says which hash algorithms may be written, and no appraise_algos= is there."),
      help: "Add appraise_algos= with the algorithms to allow, such as appraise_algos=sha256,sha512.",
      rejects: true,
    });
  },
};
