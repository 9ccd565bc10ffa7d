import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-place",
  summary: "a parser module in a directory that the kernel does not look at",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-place"], report, () => ({
      help: "Move the module to where the kernel looks, or build the parser into the kernel. The kernel opens that one file by itself and does not ask modprobe, so depmod does not help.",
    }));
  },
};
