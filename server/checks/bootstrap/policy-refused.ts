import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/policy-refused",
  summary: "a phase whose policy the kernel does not load",
  severity: "warning",
  boot(boot, report) {
    // A line that the kernel refuses is a finding of its own, in the policy.
    const failures = boot.failures.filter(
      ({ reason }) => reason.kind !== "policy-refused" || reason.because.length === 0,
    );
    reportFailures({ ...boot, failures }, ["policy-refused"], report, () => ({
      severity: "warning",
      help: "Load one policy that has all the rules, in the first phase that needs one, or build the kernel with CONFIG_IMA_WRITE_POLICY.",
    }));
  },
};
