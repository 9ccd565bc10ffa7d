import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-content",
  summary: "a digest list that its parser cannot read",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-content"], report, ({ reason }) => ({
      help:
        reason.kind === "list-empty"
          ? "Put digests into the list, or take it away."
          : "Rename the list after the format that it has, or convert it to the format of its name.",
    }));
  },
};
