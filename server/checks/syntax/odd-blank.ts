import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";
import { oddBlanks, outcomeOfStray, troubleWith } from "../words.js";

export const check: Check = {
  id: "syntax/odd-blank",
  summary: "a blank that is neither space nor tab",
  severity: "error",
  fixable: true,
  rule(rule, context, report) {
    rule.terms.forEach((term, at) => {
      if (troubleWith(rule, at, context) !== "odd-blank") return;
      const { word } = term;
      const inside = context.text.slice(word.start, word.end).search(oddBlanks);
      const span = { start: word.start + inside, end: word.start + inside + 1 };
      const code = context.text.charCodeAt(span.start).toString(16).toUpperCase().padStart(4, "0");
      const outcome = outcomeOfStray(term, context.kernel);
      // Without a width it cannot have been meant to separate words.
      const invisible = /[\u200b-\u200d\u2060\ufeff]/.test(context.text.charAt(span.start));
      report({
        span,
        severity: outcome === "refused" ? "error" : outcome === "never matches" ? "warning" : "info",
        message:
          outcome === "refused"
            ? refused(`words end at spaces and tabs only, and U+${code} is a part of the word.`)
            : outcome === "never matches"
              ? `The kernel takes the character U+${code} as a part of the name, which then matches nothing.`
              : `The kernel ignores the character U+${code} here, but would refuse it in most other words.`,
        help: invisible ? "Take the invisible character out." : "Replace it by a space.",
        rejects: outcome === "refused",
        fixes: [
          replacement(
            invisible ? "Remove it" : "Replace it by a space",
            span,
            invisible ? "" : " ",
            outcome === "refused",
          ),
        ],
      });
    });
  },
};
