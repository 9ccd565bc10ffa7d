import { type Check, refused } from "../check.js";
import { troubleWith } from "../words.js";

export const check: Check = {
  id: "syntax/missing-value",
  summary: "a key with no value, or with blanks around its operator",
  severity: "error",
  fixable: true,
  rule(rule, context, report) {
    rule.terms.forEach((term, at) => {
      if (troubleWith(rule, at, context) !== "missing-value") return;
      const { word } = term;
      const parts = [word];
      for (let next = at + 1; troubleWith(rule, next, context) === "rest-of-value"; next++) {
        const part = rule.terms[next]?.word;
        if (part !== undefined) parts.push(part);
      }
      const joined = parts.map((part) => part.key + part.operator + part.value).join("");
      const span = { start: word.start, end: parts.at(-1)?.end ?? word.end };
      if (parts.length > 1 && /[=<>]./.test(joined))
        report({
          span,
          message: refused(`blanks end a word, so "${word.key + word.operator}" has no value.`),
          help: `Write "${joined}", without blanks.`,
          rejects: true,
          fixes: [{ title: `Join to "${joined}"`, safe: true, edits: [{ span, newText: joined }] }],
        });
      else
        report({
          span: word,
          message: refused(`"${word.key}" needs a value.`),
          help: `Write ${word.key}${term.key?.operators.charAt(0) ?? "="} and a value, or take the word out.`,
          rejects: true,
        });
    });
  },
};
