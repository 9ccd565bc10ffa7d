import type { Check } from "../check.js";
import { troubleWith } from "../words.js";

export const check: Check = {
  id: "syntax/path-line",
  summary: "a line that begins with / in a policy that is written to the kernel",
  severity: "error",
  fixable: true,
  rule(rule, context, report) {
    if (troubleWith(rule, 0, context) !== "path") return;
    const start = rule.line.start;
    report({
      span: rule.span,
      message:
        "The kernel takes a line that begins with / for the path of a policy file: it loads that file, or fails when there is none (ENOENT).",
      help: "For a comment, begin the line with #.",
      rejects: true,
      fixes: [{ title: "Make it a comment", safe: false, edits: [{ span: { start, end: start }, newText: "# " }] }],
    });
  },
};
