import { isZeroValue, type Term } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { withoutWord } from "../edits.js";
import { isKnownTerm } from "../words.js";

export const check: Check = {
  id: "syntax/overridden-value",
  summary: "a key given twice, of which the kernel forgets the first",
  severity: "warning",
  fixable: true,
  rule(rule, context, report) {
    const stored = new Map<string, Term>();
    for (const term of rule.terms) {
      const { key, word } = term;
      if (key === undefined || !isKnownTerm(term, context.kernel)) continue;
      if (key.repeat === "refused") continue;
      const first = stored.get(key.name);
      stored.set(key.name, term);
      // After a value that is not zero the kernel refuses another one.
      if (first === undefined || (key.repeat === "refused-unless-zero" && !isZeroValue(first))) continue;
      const same = first.word.value === word.value;
      if (key.repeat === "adds-up" && !same) continue;
      report({
        span: first.word,
        severity: same ? "info" : "warning",
        message: same
          ? `The kernel takes "${word.key}" twice, and the second one adds nothing.`
          : `The kernel forgets "${first.word.key}=${first.word.value}": the last ${word.key}= of a rule counts.`,
        help: same ? "Take one of them out." : `Take this one out, or write a rule for each value.`,
        related: [{ span: word, message: same ? "the same again" : "this value counts" }],
        fixes: [{ title: "Remove the first one", safe: same, edits: [withoutWord(first.word)] }],
      });
    }
  },
};
