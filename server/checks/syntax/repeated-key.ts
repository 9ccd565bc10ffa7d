import { isZeroValue, type Term } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { isKnownTerm } from "../words.js";

export const check: Check = {
  id: "syntax/repeated-key",
  summary: "a key that a rule can hold once, given twice",
  severity: "error",
  rule(rule, context, report) {
    const stored = new Map<string, Term>();
    for (const term of rule.terms) {
      const { key, word } = term;
      if (key === undefined || !isKnownTerm(term, context.kernel)) continue;
      if (key.repeat !== "refused" && key.repeat !== "refused-unless-zero") continue;
      const slot = key.slot ?? key.name;
      const first = stored.get(slot);
      if (first === undefined || (key.repeat === "refused-unless-zero" && isZeroValue(first))) {
        stored.set(slot, term);
        continue;
      }
      const names =
        first.word.key === word.key
          ? `"${word.key}" is given already`
          : `"${first.word.key}" and "${word.key}" share one place`;
      report({
        span: word,
        message: refused(`${names}, and a rule holds one of it.`),
        help:
          key.value === "names"
            ? `Join the names with |, in one ${word.key}=.`
            : key.value === "algorithms"
              ? "Join the algorithms with commas, in one appraise_algos=."
              : key.value === "id"
                ? "Write two rules. A range needs two as well: a dont_ rule for what lies outside, then the rule."
                : "Write two rules, or take one of the two out.",
        rejects: true,
        related: [{ span: first.word, message: "given here first" }],
      });
    }
  },
};
