import { type Check, refused, replacement } from "../check.js";
import { oddBlanks, takesAnyText, troubleWith } from "../words.js";

export const check: Check = {
  id: "syntax/odd-blank",
  summary: "a blank that is neither space nor tab",
  severity: "error",
  fixable: true,
  rule(rule, context, report) {
    rule.terms.forEach((term, at) => {
      if (troubleWith(rule, at, context) !== "odd-blank") return;
      const { word } = term;
      const inside = context.policy.text.slice(word.start, word.end).search(oddBlanks);
      const span = { start: word.start + inside, end: word.start + inside + 1 };
      const code = context.policy.text.charCodeAt(span.start).toString(16).toUpperCase().padStart(4, "0");
      const accepted = takesAnyText(term) && context.kernel.knows(term.key ?? {});
      report({
        span,
        severity: accepted ? "warning" : "error",
        message: accepted
          ? `The kernel takes the character U+${code} as a part of the value of ${word.key}=, which then matches nothing.`
          : refused(`words end at spaces and tabs only, and U+${code} is a part of the word.`),
        help: "Replace it by a space.",
        rejects: !accepted,
        fixes: [replacement("Replace by a space", span, " ", !accepted)],
      });
    });
  },
};
