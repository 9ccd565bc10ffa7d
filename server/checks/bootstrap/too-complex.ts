import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/too-complex",
  summary: "rules that are too complex to follow the boot through them",
  severity: "info",
  boot(boot, report) {
    reportFailures(boot, ["too-complex"], report, () => ({
      severity: "info",
      help: "Say more of the boot in the description, such as file-system=, so that fewer cases are open.",
    }));
  },
};
