import { valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "syntax/unknown-digest-cache-value",
  summary: "a value of digest_cache= other than data",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  term: {
    keys: ["digest_cache"],
    run(term, _rule, _context, report) {
      const { value } = term.word;
      // The value of the early patches has a check of its own.
      if (value === "data" || value === "content") return;
      report({
        span: valueSpan(term),
        message: refused(`digest_cache= takes "data" and nothing else.`),
        help: "Write digest_cache=data. Metadata cannot be verified by digest lists.",
        rejects: true,
        fixes: [replacement("Write data", valueSpan(term), "data", false)],
      });
    },
  },
};
