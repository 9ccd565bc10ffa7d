import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/default-path",
  summary: "digest lists where the kernel does not look for them",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["default-path"], report, () => ({
      help: "Put the lists where the kernel looks from the start (CONFIG_DIGEST_LIST_DEFAULT_PATH). Another path can be written to /sys/kernel/security/integrity/digest_cache/default_path, but too late for the program that writes it.",
    }));
  },
};
