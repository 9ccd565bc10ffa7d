import {
  appendedAssumption,
  appendedType,
  openToRead,
  passUnappraised,
  programRules,
  refusesUnsignedKernels,
} from "../appraisal.js";
import type { Check } from "../check.js";
import { ruleBefore } from "../edits.js";

export const check: Check = {
  id: "protect/kexec-not-appraised",
  summary: "programs are appraised and kernels that kexec starts are not",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const { kernel } = context;
    const [program] = programRules(context);
    if (program === undefined || refusesUnsignedKernels(kernel)) return;
    if (!passUnappraised(context, { hooks: ["KEXEC_KERNEL_CHECK"] }, [openToRead])) return;
    const wanted = `appraise func=KEXEC_KERNEL_CHECK ${appendedType(kernel)}`;
    report({
      span: program.span,
      message:
        "Programs are appraised here and the kernel that kexec starts by no rule: root can start any other kernel, one without this policy, unless the kernel refuses kexec by itself.",
      help: `Add "${wanted}". With such a rule the kernel also refuses kexec_load, which hands over no file.`,
      assumptions: ["kexec is built in, not disabled, and not locked down", ...appendedAssumption(kernel)],
      fixes: [
        { title: "Appraise what kexec starts", safe: false, edits: [ruleBefore(program, wanted, context.policy)] },
      ],
    });
  },
};
