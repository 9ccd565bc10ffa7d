import { appraiseMode } from "../../../grammar/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "command-line/appraise-mode-ignored",
  summary: "ima_appraise= for a kernel that does not read it",
  severity: "warning",
  commandLine(line, kernel, report) {
    if (kernel.option("CONFIG_IMA_APPRAISE_BOOTPARAM") !== false) return;
    if (kernel.option("CONFIG_IMA_APPRAISE") === false) return;
    for (const { name, value, span } of line.parameters) {
      if (name !== "ima_appraise" || value === undefined) continue;
      const mode = appraiseMode(value);
      if (mode === undefined || mode === "enforce") continue;
      report({
        span,
        message:
          "The kernel enforces all the same: CONFIG_IMA_APPRAISE_BOOTPARAM is off, and it does not read ima_appraise=.",
        help: "Take it out, or build the kernel with the option.",
      });
    }
  },
};
