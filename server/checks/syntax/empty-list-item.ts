import { readNames, termsOf, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "syntax/empty-list-item",
  summary: "an empty name in keyrings= or label=",
  severity: "error",
  fixable: true,
  // Not for each term: the kernel looks for empty names even where something odd stuck to another one.
  rule(rule, { kernel }, report) {
    for (const term of [...termsOf(rule, "keyrings"), ...termsOf(rule, "label")]) {
      const { key, value } = term.word;
      if (readNames(value) !== undefined || !kernel.knows(term.key ?? {})) continue;
      const fixed = value
        .split("|")
        .filter((name) => name !== "")
        .join("|");
      report({
        span: valueSpan(term),
        message: refused(`a name in ${key}= is empty.`),
        help: fixed === "" ? `Name something, or leave ${key}= out to cover all.` : `Write ${key}=${fixed}.`,
        rejects: true,
        fixes: fixed === "" ? [] : [replacement("Take the empty names out", valueSpan(term), fixed)],
      });
    }
  },
};
