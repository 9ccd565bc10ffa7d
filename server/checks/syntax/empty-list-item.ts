import { readNames, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "syntax/empty-list-item",
  summary: "an empty name in keyrings= or label=",
  severity: "error",
  fixable: true,
  term: {
    keys: ["keyrings", "label"],
    run(term, _rule, _context, report) {
      const { key, value } = term.word;
      if (readNames(value) !== undefined) return;
      const fixed = value
        .split("|")
        .filter((name) => name !== "")
        .join("|");
      report({
        span: valueSpan(term),
        message: refused(`a name in ${key}= is empty.`),
        help: fixed === "" ? `Name something, or leave ${key}= out to cover all.` : `Write ${key}=${fixed}.`,
        rejects: true,
        fixes: fixed === "" ? [] : [replacement(`Write ${key}=${fixed}`, valueSpan(term), fixed)],
      });
    },
  },
};
