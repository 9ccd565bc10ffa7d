import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-content",
  summary: "a digest list that its parser cannot read",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-content"], report, () => ({
      help: "Give the list a name of the format that it has, and at least one digest.",
    }));
  },
};
