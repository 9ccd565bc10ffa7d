import { valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { suggestionFix } from "../edits.js";
import { suggest } from "../suggest.js";

export const check: Check = {
  id: "syntax/unknown-digest-type",
  summary: "a value of digest_type= other than verity",
  severity: "error",
  fixable: true,
  term: {
    keys: ["digest_type"],
    run(term, _rule, _context, report) {
      const { value } = term.word;
      if (value === "verity") return;
      const near = value === "fsverity" ? { word: "verity", sure: true } : suggest(value, ["verity"]);
      report({
        span: valueSpan(term),
        message: refused(`digest_type= takes "verity" and nothing else.`),
        help: "Write digest_type=verity for the fs-verity digest; for a hash of the content leave digest_type= out.",
        rejects: true,
        fixes: suggestionFix(near, valueSpan(term)),
      });
    },
  },
};
