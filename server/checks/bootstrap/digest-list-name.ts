import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-name",
  summary: "a digest list whose name selects no parser",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-name"], report, () => ({
      help: "Rename it after its format, such as tlv-main or, to have a place in the order, 0-tlv-main.",
    }));
  },
};
