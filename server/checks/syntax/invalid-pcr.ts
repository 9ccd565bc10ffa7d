import { maxTpmPcr, readPcr, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";

export const check: Check = {
  id: "syntax/invalid-pcr",
  summary: "a PCR that is not a decimal number in range",
  severity: "error",
  term: {
    keys: ["pcr"],
    run(term, _rule, { kernel }, report) {
      const { value } = term.word;
      if (readPcr(value, kernel.maxPcr) !== undefined) return;
      report({
        span: valueSpan(term),
        message: refused(
          /^[+-]?\d+$/.test(value) ? `pcr= takes 0 to ${kernel.maxPcr}.` : `"${value}" is not a decimal number.`,
        ),
        help: `A TPM has the PCRs 0 to ${maxTpmPcr}.`,
        rejects: true,
      });
    },
  },
};
