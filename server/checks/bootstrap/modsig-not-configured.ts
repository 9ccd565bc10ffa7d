import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/modsig-not-configured",
  summary: "an appended signature on a kernel that does not look at them",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["modsig-not-configured"], report, () => ({
      help: "Build the kernel with CONFIG_IMA_APPRAISE_MODSIG, or sign the file with evmctl, so that security.ima holds a signature (which an initramfs cannot store).",
    }));
  },
};
