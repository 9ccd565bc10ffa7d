import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-unsigned",
  summary: "a parser module that the kernel itself refuses for want of a signature",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-unsigned"], report, () => ({
      help: "Sign the module with the key of the kernel's build (scripts/sign-file), before it is compressed, or build it into the kernel. This check of the module loader is apart from IMA: no rule of a policy changes it.",
    }));
  },
};
