import type { Check } from "../check.js";

const effects: Readonly<Record<string, string>> = {
  measure: "measures every file that is opened, executed, mapped executable or read by the kernel",
  appraise:
    "demands a valid security.ima of every regular file, whoever opens it, pseudo file systems, kernel modules, firmware and the next policy included",
  audit: "writes an audit record for every file that is opened, executed or mapped executable",
  hash: "writes a hash for every file that is closed after writing",
};

export const check: Check = {
  id: "kernel/covers-everything",
  summary: "an action without any condition",
  severity: "info",
  policy({ policy, kernel }, report) {
    for (const rule of policy.rules) {
      if (rule.terms.some((term) => term.key?.role === "condition")) continue;
      const { entry } = rule;
      if (entry === undefined) continue;
      const { action } = entry;
      if (!kernel.knows(action)) continue;
      // As the last rule of its family it says what holds for the rest, on purpose.
      const family = policy.rules.filter((other) => other.action?.family === action.family);
      if (family.length > 1 && family.at(-1) === rule) continue;
      report({
        span: rule.span,
        message: action.negative
          ? `This rule has no condition: it ends the search for ${action.family} rules at once, for every file.`
          : `This rule has no condition: it ${effects[action.family]}${entry.digestCache ? ", but for what a digest list vouches for" : ""}.`,
        help: action.negative
          ? "Say with conditions what is to be left out, or take the rule out."
          : "Say with func= and other conditions what you mean, and put dont_ rules for pseudo file systems before it.",
      });
    }
  },
};
