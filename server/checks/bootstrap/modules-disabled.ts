import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/modules-disabled",
  summary: "a parser that is needed when no module can be loaded any more",
  severity: "error",
  boot(boot, report) {
    const fromCommandLine = boot.description.parameters.modulesDisabled !== undefined;
    reportFailures(boot, ["modules-disabled"], report, () => ({
      help: fromCommandLine
        ? "Build the module into the kernel, or take this off the command line and set kernel.modules_disabled once the module is loaded: the command line comes before the first program."
        : "Load the module before kernel.modules_disabled is set, or build it into the kernel. A module that is loaded by then stays.",
    }));
  },
};
