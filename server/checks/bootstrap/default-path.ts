import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/default-path",
  summary: "digest lists where the kernel does not look for them",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["default-path"], report, () => ({
      help: "Put the lists where the kernel looks from the start (CONFIG_DIGEST_LIST_DEFAULT_PATH), or write the new path before anything needs a list: what user space writes comes too late for the program that writes it.",
    }));
  },
};
