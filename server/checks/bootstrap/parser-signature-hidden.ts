import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-signature-hidden",
  summary: "a parser module whose signature is inside the compressed file",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-signature-hidden"], report, () => ({
      help: "Append a signature to the compressed file itself (it is passed over when the module is decompressed), sign that file with evmctl, build the kernel without compressed modules, or build the parser into it. From Linux 6.19 on IMA looks at the module once it is decompressed.",
    }));
  },
};
