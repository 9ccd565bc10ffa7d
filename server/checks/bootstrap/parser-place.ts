import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-place",
  summary: "a parser module in a directory that the kernel does not look at",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-place"], report, () => ({
      help: "Move the module to where the kernel looks. It does not ask modprobe, so neither depmod nor another directory helps.",
    }));
  },
};
