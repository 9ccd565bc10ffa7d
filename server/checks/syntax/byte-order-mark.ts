import { type Check, refused } from "../check.js";

export const check: Check = {
  id: "syntax/byte-order-mark",
  summary: "a byte order mark at the start of the file",
  severity: "error",
  wholeFile: true,
  fixable: true,
  policy({ policy }, report) {
    if (!policy.text.startsWith("\ufeff")) return;
    const span = { start: 0, end: 1 };
    report({
      span,
      message: refused(
        "the file begins with a byte order mark, which makes its first word unknown, even that of a comment.",
      ),
      help: "Save the file as UTF-8 without a byte order mark.",
      rejects: true,
      fixes: [{ title: "Remove the byte order mark", safe: true, edits: [{ span, newText: "" }] }],
    });
  },
};
