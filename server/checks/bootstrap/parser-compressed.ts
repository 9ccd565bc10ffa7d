import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-compressed",
  summary: "a compressed parser module that the kernel cannot decompress",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["parser-compressed"], report, () => ({
      help: "Build the kernel with CONFIG_MODULE_DECOMPRESS or without compressed modules, build the parser in, or have modprobe load it before anything needs a digest list.",
    }));
  },
};
