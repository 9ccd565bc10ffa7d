import type { Check } from "../check.js";

export const check: Check = {
  id: "syntax/missing-final-newline",
  summary: "no line feed at the end of the file",
  severity: "error",
  wholeFile: true,
  fixable: true,
  policy({ policy, loader }, report) {
    const { text } = policy;
    if (text === "" || text.endsWith("\n") || text.includes("\0")) return;
    // The last character, which may be two units long.
    const last = { start: text.length - (/[\ud800-\udbff][\udc00-\udfff]$/.test(text) ? 2 : 1), end: text.length };
    const end = { start: text.length, end: text.length };
    const fixes = [{ title: "Add the line feed", safe: true, edits: [{ span: end, newText: "\n" }] }];
    if (loader === "write") {
      report({
        span: last,
        severity: "info",
        message:
          "The kernel takes the last line without its line feed and reports one byte more than was written, which cat takes for an error although the policy is loaded.",
        help: "End the file with a line feed.",
        fixes,
      });
      return;
    }
    report({
      span: last,
      message:
        "The kernel refuses the whole file (EINVAL) when it is loaded by its path: the last line must end with a line feed.",
      help: "End the file with a line feed. Without it systemd falls back to writing the rules one by one, which works but leaves an error in the kernel log.",
      rejects: true,
      fixes,
    });
  },
};
