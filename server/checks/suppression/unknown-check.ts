import type { Check } from "../check.js";
import { quoted } from "../conf.js";
import { suggestionFix } from "../edits.js";
import { suggest } from "../suggest.js";

export const check: Check = {
  id: "suppression/unknown-check",
  summary: "a comment that is to suppress a check that there is not",
  severity: "warning",
  fixable: true,
  suppression({ suppression: { span, names, reason }, known }, report) {
    if (reason === "") return;
    if (names.length === 0)
      report({
        span,
        message: "The comment names no check, and so suppresses nothing.",
        help: "Write the id of the check, as it is printed with the finding, before the colon.",
      });
    for (const name of names) {
      if (name.isKnown) continue;
      const near = suggest(name.text, known);
      report({
        span: name.span,
        message: `There is no check or group of checks ${quoted(name.text)} that a comment could suppress.`,
        help: near === undefined ? 'All checks: "imalint checks".' : `Did you mean "${near.word}"?`,
        fixes: suggestionFix(near, name.span),
      });
    }
  },
};
