import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/policy-refused",
  summary: "a phase whose policy the kernel does not load",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["policy-refused"], report, ({ subjects }) => ({
      help: subjects.some(({ phase }) => phase.phase.policy.refused)
        ? "Mend the lines that other findings are about. At such a policy systemd stops the boot; dracut goes on without it."
        : "Load one policy that has all the rules, in the first phase that needs one, or build the kernel with CONFIG_IMA_WRITE_POLICY.",
    }));
  },
};
