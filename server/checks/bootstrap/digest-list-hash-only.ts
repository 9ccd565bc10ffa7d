import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-hash-only",
  summary: "a digest list with a hash where a signature is asked for",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-hash-only"], report, () => ({
      help: "Sign the list: a hash only shows that list and hash belong together, not who made them. A rule without appraise_type= accepts the hash, but then whoever can write security.ima can bring in another list.",
    }));
  },
};
