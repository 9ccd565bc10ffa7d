import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/hash-algorithm-mismatch",
  summary: "digests of another algorithm than IMA uses for the file",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["hash-algorithm-mismatch"], report, () => ({
      help: "Make the lists with the algorithm that IMA uses (ima_hash=, else CONFIG_IMA_DEFAULT_HASH), or set ima_hash= to that of the lists. A file with a security.ima is hashed with the algorithm of that attribute, whatever ima_hash= says.",
    }));
  },
};
