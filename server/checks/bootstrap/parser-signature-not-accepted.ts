import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";
import { waysToAccept } from "./parser-needs-digest-list.js";

export const check: Check = {
  id: "bootstrap/parser-signature-not-accepted",
  summary: "a parser module without a signature that the deciding rule accepts",
  severity: "error",
  fixable: true,
  boot(boot, report) {
    reportFailures(boot, ["parser-signature-not-accepted"], report, (failure) => waysToAccept(failure, boot));
  },
};
