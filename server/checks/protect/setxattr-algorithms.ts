import { hookOf, termOf, valueSpan } from "../../../grammar/index.js";
import { isOpen, unreachable } from "../../policy/index.js";
import { type Check, either } from "../check.js";

export const check: Check = {
  id: "protect/setxattr-algorithms",
  summary: "a SETXATTR_CHECK list that does not go with the appraise rules",
  severity: "warning",
  policy({ policy, kernel }, report) {
    // The first one counts, for all files.
    const limit = policy.rules.find(({ entry }) => entry?.func === "SETXATTR_CHECK" && !entry.action.negative);
    const term = limit && termOf(limit, "appraise_algos");
    const allowed = limit?.entry?.algorithms;
    if (limit === undefined || term === undefined || allowed === undefined) return;
    if (limit.entry?.action.family !== "appraise" || hookOf(limit, kernel) === "unknown") return;
    if (!isOpen(policy.rules, "appraise")) {
      report({
        span: limit.span,
        severity: "info",
        message:
          "This policy appraises nothing: SETXATTR_CHECK limits which hash algorithms may be written to security.ima, and does not switch appraisal on.",
        help: "Add appraise rules for the files that are to be checked, if that was the purpose.",
      });
      return;
    }
    const { rules, undecided } = unreachable(policy.rules, kernel);
    const dead = new Set([...rules.map(({ rule }) => rule), ...undecided]);
    const contrary = policy.rules.filter((rule) => {
      const { entry } = rule;
      if (entry?.action.name !== "appraise" || entry.func === "SETXATTR_CHECK" || dead.has(rule)) return false;
      return entry.algorithms?.every((algorithm) => !allowed.includes(algorithm)) === true;
    });
    const [first] = contrary;
    if (first === undefined) return;
    report({
      span: valueSpan(term),
      message: `User space cannot label the files that line ${first.index + 1} appraises: that rule takes only ${either(first.entry?.algorithms ?? [])}, and with this list the kernel refuses to let such a security.ima be written (EACCES).`,
      help: "Let the two lists have an algorithm in common, the one that the files are signed or hashed with.",
      related: contrary.slice(0, 4).map((rule) => ({
        span: (termOf(rule, "appraise_algos") ?? rule.terms[0])?.word ?? rule.span,
        message: "takes none of the algorithms that may be written",
      })),
    });
  },
};
