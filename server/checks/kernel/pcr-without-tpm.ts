import { maxTpmPcr, readPcr, termsOf, valueSpan } from "../../../grammar/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "kernel/pcr-without-tpm",
  summary: "a PCR that no TPM has",
  severity: "warning",
  rule(rule, { kernel }, report) {
    // The last one counts.
    const term = termsOf(rule, "pcr").at(-1);
    const pcr = term && readPcr(term.word.value, kernel.maxPcr);
    if (term === undefined || pcr === undefined || pcr <= maxTpmPcr) return;
    report({
      span: valueSpan(term),
      message: `The kernel takes PCR ${pcr}, but a TPM has 0 to ${maxTpmPcr}: extending it fails each time the rule matches.`,
      help: "Choose a PCR of the TPM; 10 is the usual one.",
    });
  },
};
