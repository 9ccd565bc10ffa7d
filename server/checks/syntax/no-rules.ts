import type { Check } from "../check.js";

export const check: Check = {
  id: "syntax/no-rules",
  summary: "a policy without any rule",
  severity: "error",
  wholeFile: true,
  policy({ policy, loader }, report) {
    if (policy.rules.length > 0) return;
    const empty = policy.text === "" && loader === "path";
    report({
      span: { start: 0, end: 0 },
      message: empty
        ? "The kernel refuses to read an empty file (EINVAL)."
        : "The kernel takes the text, then drops the update when the policy file is closed: a policy without a rule is not loaded.",
      help: "Write at least one rule, or remove the file: the policy that was in force before stays in force.",
      rejects: true,
    });
  },
};
