import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/modules-disabled",
  summary: "a parser that is needed when no module can be loaded any more",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["modules-disabled"], report, () => ({
      help: "Load the parser before kernel.modules_disabled is set, or build it into the kernel.",
    }));
  },
};
