import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-loaded-by-hand",
  summary: "loading the parser by hand spoils the digest lists that it is for",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-loaded-by-hand"], report, () => ({
      help: "Let the kernel load the parser by itself, load it before the policy, or leave digest_cache= out of the rule for MODULE_CHECK. Lists that are spoilt count again once they were opened for writing.",
    }));
  },
};
