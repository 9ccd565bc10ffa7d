import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-suffix",
  summary: "a parser module with another compression than the kernel looks for",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-suffix"], report, () => ({
      help: "Compress the module as the kernel's own modules are, or leave it uncompressed if those are. Loading it by hand comes too late for lists that something has asked for already.",
    }));
  },
};
