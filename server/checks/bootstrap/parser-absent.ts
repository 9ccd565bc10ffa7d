import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-absent",
  summary: "a digest list whose parser is not there",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-absent"], report, ({ reason }) => ({
      help:
        reason.place === undefined
          ? "Describe the parser in a [parser] section, or take the digest list out of the phase."
          : "Put the module of the parser into this phase (dracut takes it along when it is told to), build it into the kernel, or use lists of another format.",
    }));
  },
};
