import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-not-proved",
  summary: "a digest list that cannot satisfy the rule that appraises it",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-not-proved"], report, () => ({
      help: "Sign the list as the rule wants it: an appended signature with appraise_type=imasig|modsig, or an IMA signature in security.ima, which an initramfs cannot store. The kernel does not read a list that it cannot verify.",
    }));
  },
};
