import { type Check, refused } from "../check.js";

export const check: Check = {
  id: "syntax/trailing-comment",
  summary: "a comment behind a rule, for kernels before 6.14",
  severity: "error",
  fixable: true,
  rule(rule, { kernel, text }, report) {
    const { comment } = rule.line;
    if (comment === undefined || kernel.has("trailingComment")) return;
    const start = rule.line.start;
    const indent = text.slice(start, rule.span.start);
    report({
      span: comment,
      message: refused('before Linux 6.14 a comment is a line of its own, and here "#" is an unknown word.'),
      help: "Put the comment on the line before the rule.",
      rejects: true,
      fixes: [
        {
          title: "Move the comment to the line before",
          safe: true,
          edits: [
            { span: { start, end: start }, newText: `${indent}${comment.text}\n` },
            { span: { start: comment.start - comment.blank.length, end: comment.end }, newText: "" },
          ],
        },
      ],
    });
  },
};
