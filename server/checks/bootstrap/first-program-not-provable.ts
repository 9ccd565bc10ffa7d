import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/first-program-not-provable",
  summary: "a first program that nothing can prove",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["first-program-not-provable"], report, () => ({
      help: "Put the digest of the program into a digest list, or label the program with what the rule accepts (security.ima). In an initramfs, whose files have no extended attributes, only a digest list can prove a program.",
    }));
  },
};
