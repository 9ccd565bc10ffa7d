import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-hash-only",
  summary: "a digest list with a hash where a signature is asked for",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-hash-only"], report, () => ({
      help: "Sign the list. A rule without appraise_type= would accept the hash, but then whoever can write extended attributes can replace the list.",
    }));
  },
};
