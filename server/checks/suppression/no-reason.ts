import type { Check } from "../check.js";

export const check: Check = {
  id: "suppression/no-reason",
  summary: "a comment that is to suppress findings and does not say why",
  severity: "warning",
  suppression({ suppression: { span, reason, scope, names } }, report) {
    if (reason !== "") return;
    const command = scope === "file" ? "imalint-ignore-file" : "imalint-ignore";
    const checks = names.length === 1 ? names[0]?.text : "CHECK";
    report({
      span,
      message: "The comment gives no reason, and so suppresses nothing.",
      help: `Write the reason behind a colon: "# ${command} ${checks}: reason".`,
    });
  },
};
