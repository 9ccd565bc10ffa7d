import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/policy-not-provable",
  summary: "a policy file that the rules before it do not let be loaded",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["policy-not-provable"], report, () => ({
      help: "Sign the policy file with evmctl; POLICY_CHECK takes no appended signature. A file of an initramfs cannot carry one: load the policy from the root file system.",
    }));
  },
};
