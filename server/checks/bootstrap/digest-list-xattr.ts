import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-xattr",
  summary: "security.digest_list that names no digest list",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-xattr"], report, () => ({
      help: "Set security.digest_list to the bare name of a list in the directory of digest lists, or remove it (setfattr -x): without it the kernel searches all lists.",
    }));
  },
};
