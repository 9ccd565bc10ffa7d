import type { Check } from "../check.js";

export const check: Check = {
  id: "syntax/missing-final-newline",
  summary: "no line feed at the end of the file",
  severity: "error",
  fixable: true,
  policy({ policy, loader }, report) {
    const { text } = policy;
    if (loader === "write" || text === "" || text.endsWith("\n") || text.includes("\0")) return;
    const end = { start: text.length, end: text.length };
    report({
      span: { start: text.length - 1, end: text.length },
      message:
        "The kernel refuses the whole file (EINVAL) when it is loaded by its path: the last line must end with a line feed.",
      help: "End the file with a line feed. Without it systemd falls back to writing the rules one by one, which works but leaves an error in the kernel log.",
      rejects: true,
      fixes: [{ title: "Add the line feed", safe: true, edits: [{ span: end, newText: "\n" }] }],
    });
  },
};
