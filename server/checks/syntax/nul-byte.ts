import type { Check } from "../check.js";

export const check: Check = {
  id: "syntax/nul-byte",
  summary: "a NUL byte in the policy",
  severity: "error",
  fixable: true,
  policy({ policy, loader }, report) {
    const at = policy.text.indexOf("\0");
    if (at === -1) return;
    // A NUL as the very last byte ends a line as LF would, whichever way the policy is loaded.
    const harmless = at === policy.text.length - 1;
    const span = { start: at, end: at + 1 };
    const fixes = [{ title: "Remove the NUL byte", safe: true, edits: [{ span, newText: "" }] }];
    if (harmless)
      report({
        span,
        severity: "info",
        message: "The kernel takes the NUL byte at the end for the end of a line.",
        help: "Take it out; one byte more and the load fails.",
        fixes,
      });
    else if (loader === "write")
      report({
        span,
        severity: "warning",
        message: "The kernel ends the line at the NUL byte and reads what follows as another line.",
        help: "Take it out.",
        fixes: fixes.map((fix) => ({ ...fix, safe: false })),
      });
    else
      report({
        span,
        message:
          "The kernel refuses the whole file (EINVAL) when it is loaded by its path: it stops at the NUL byte, and then the length does not add up.",
        help: "Take it out.",
        rejects: true,
        fixes,
      });
  },
};
