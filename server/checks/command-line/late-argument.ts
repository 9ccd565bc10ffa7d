import { imaParameter } from "../../../grammar/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "command-line/late-argument",
  summary: "parameters for IMA behind --, where the first program gets them",
  severity: "warning",
  commandLine({ end, init }, kernel, report) {
    if (end === undefined) return;
    for (const { name, value, span } of init) {
      const known = imaParameter(name);
      if (known === undefined || !kernel.speaks(known) || known.takesValue !== (value !== undefined)) continue;
      report({
        span,
        message: `The kernel does not read ${known.name} here: what follows "--" is for the first program.`,
        help: 'Move it before the "--".',
        related: [{ span: end, message: "The kernel stops reading here." }],
      });
    }
  },
};
