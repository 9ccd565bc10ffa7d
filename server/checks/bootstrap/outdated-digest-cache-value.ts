import { valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "bootstrap/outdated-digest-cache-value",
  summary: "digest_cache=content, the spelling of the early patches",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  term: {
    keys: ["digest_cache"],
    run(term, _rule, _context, report) {
      if (term.word.value !== "content") return;
      report({
        span: valueSpan(term),
        message: refused('the value "content" of the patches up to February 2024 is "data" from April 2024 on.'),
        help: "Write digest_cache=data.",
        rejects: true,
        fixes: [replacement("Write data", valueSpan(term), "data")],
      });
    },
  },
};
