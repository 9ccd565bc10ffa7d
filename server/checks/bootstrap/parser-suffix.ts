import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-suffix",
  summary: "a parser module with another compression than the kernel looks for",
  severity: "error",
  boot(boot, report) {
    const { compression } = boot.description;
    reportFailures(boot, ["parser-suffix"], report, () => ({
      help: `${compression.value === "none" ? "Install the module file uncompressed" : `Compress the module file with ${compression.value}`}, as the kernel's own are. Loading it by hand helps only before the first access that needs a digest list: a list that failed once stays invalid.`,
    }));
  },
};
