import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/policy-refused",
  summary: "a phase whose policy the kernel does not load",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["policy-refused"], report, () => ({
      help: "Mend the lines that the kernel refuses (imalint check says which). systemd stops the boot at such a policy; dracut goes on without it.",
    }));
  },
};
