import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-signature-not-accepted",
  summary: "a parser module whose signature the deciding rule does not accept",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-signature-not-accepted"], report, ({ reason }) => ({
      help:
        reason.rule?.rule.entry?.func === undefined
          ? "Put a rule for func=MODULE_CHECK with appraise_type=imasig|modsig before this one; a rule without func= cannot accept appended signatures. Or build the parser into the kernel."
          : "Accept the signature that the module has (appraise_type=imasig|modsig for an appended one), sign it as the rule wants, or build the parser into the kernel.",
    }));
  },
};
