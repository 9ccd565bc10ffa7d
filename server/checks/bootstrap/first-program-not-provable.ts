import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/first-program-not-provable",
  summary: "a first program that nothing can prove",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["first-program-not-provable"], report, () => ({
      help: "Put the program into a digest list that counts, or give it what the rule accepts. Files of an initramfs have no extended attributes: there only digest lists can prove a program.",
    }));
  },
};
