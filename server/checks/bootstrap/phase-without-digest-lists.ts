import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/phase-without-digest-lists",
  summary: "a phase whose rules need digest lists that are not there",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["phase-without-digest-lists"], report, () => ({
      help: "Put signed digest lists of the programs of this phase into it, or let the rules for this phase not need them: an initramfs can be exempt by its file system, which trusts all of it.",
    }));
  },
};
