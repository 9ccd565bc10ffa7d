import type { Term } from "../../../grammar/index.js";
import type { Check } from "../check.js";
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
      if (key.repeat !== "last-wins" && key.repeat !== "adds-up") continue;
      const first = stored.get(key.name);
      stored.set(key.name, term);
      if (first === undefined) continue;
      const same = first.word.value === word.value;
      if (key.repeat === "adds-up" && !same) continue;
      const removed = { start: first.word.start - first.word.blank.length, end: first.word.end };
      report({
        span: first.word,
        severity: same ? "info" : "warning",
        message: same
          ? `The kernel takes "${word.key}" twice, and the second one adds nothing.`
          : `The kernel forgets "${first.word.key}=${first.word.value}": the last ${word.key}= of a rule counts.`,
        help: same ? "Take one of them out." : `Take this one out, or write a rule for each value.`,
        related: [{ span: word, message: same ? "the same again" : "this value counts" }],
        // A word at the start of the line goes together with the blank behind it.
        fixes: [
          {
            title: "Remove the first one",
            safe: true,
            edits: [
              {
                span:
                  first.word.blank === "" ? { start: first.word.start, end: nextStart(rule.terms, first) } : removed,
                newText: "",
              },
            ],
          },
        ],
      });
    }
  },
};

function nextStart(terms: readonly Term[], term: Term): number {
  return terms[terms.indexOf(term) + 1]?.word.start ?? term.word.end;
}
