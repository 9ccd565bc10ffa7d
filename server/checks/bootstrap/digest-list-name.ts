import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-name",
  summary: "a digest list whose name selects no parser",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-name"], report, () => ({
      help: "Name it FORMAT-NAME or NUMBER-FORMAT-NAME, such as tlv-main or 0-tlv-main: what stands before the - is the format.",
    }));
  },
};
