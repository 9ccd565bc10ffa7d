import {
  appendedAssumption,
  appendedType,
  openToRead,
  passUnappraised,
  programRules,
  refusesUnsignedModules,
} from "../appraisal.js";
import type { Check } from "../check.js";
import { ruleBefore } from "../edits.js";

export const check: Check = {
  id: "protect/modules-not-appraised",
  summary: "programs are appraised and kernel modules are not",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const { kernel } = context;
    const [program] = programRules(context);
    if (program === undefined || refusesUnsignedModules(kernel)) return;
    if (!passUnappraised(context, { hooks: ["MODULE_CHECK"] }, [openToRead])) return;
    const wanted = `appraise func=MODULE_CHECK ${appendedType(kernel)}`;
    report({
      span: program.span,
      message:
        "Programs are appraised here and kernel modules by no rule: unless the kernel enforces module signatures by itself, root can load any module, and code in the kernel can undo all appraisal.",
      help: `Add "${wanted}", or enforce module signatures (CONFIG_MODULE_SIG_FORCE, module.sig_enforce, lockdown).`,
      assumptions: ["the kernel does not enforce module signatures by itself", ...appendedAssumption(kernel)],
      fixes: [{ title: "Appraise kernel modules", safe: false, edits: [ruleBefore(program, wanted, context.policy)] }],
    });
  },
};
