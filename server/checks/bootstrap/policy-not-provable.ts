import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/policy-not-provable",
  summary: "a policy file that the rules before it do not let be loaded",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["policy-not-provable"], report, () => ({
      help: "Sign the policy file with evmctl, so that security.ima holds a signature; appended signatures never count for a policy. Files of an initramfs have no security.ima: load the policy from the root file system.",
    }));
  },
};
