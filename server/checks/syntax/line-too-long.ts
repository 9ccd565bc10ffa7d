import { maxWrittenLine } from "../../../grammar/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "syntax/line-too-long",
  summary: "a line that one write to the policy file cannot hold",
  severity: "error",
  policy({ policy }, report) {
    policy.syntax.lines.forEach((line, at) => {
      if (line.ending !== "cut") return;
      // Nothing is lost but a byte of a comment or of blanks.
      const harmless = line.words.length === 0 && policy.syntax.lines[at + 1]?.words.length === 0;
      report({
        severity: harmless ? "info" : "error",
        span: { start: line.end, end: line.end + line.endText.length },
        message: `The kernel cuts the line here: one write takes ${maxWrittenLine} bytes. The next byte is lost and the rest is read as another rule.`,
        help: "Shorten the line, or load the policy by its path, where lines may be longer.",
      });
    });
  },
};
