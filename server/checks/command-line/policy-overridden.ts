import { readImaParameters } from "../../../grammar/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "command-line/policy-overridden",
  summary: "ima_tcb and ima_policy=tcb: the second one of them is ignored",
  severity: "warning",
  commandLine(line, kernel, report) {
    const { imaTcb, imaTcbSaid, policyWords } = readImaParameters(line, kernel);
    if (imaTcbSaid === undefined) return;
    const word = policyWords.find(({ value }) => value === "tcb");
    if (word === undefined) return;
    const [first, second] = imaTcb ? [imaTcbSaid, word] : [word, imaTcbSaid];
    report({
      span: second.span,
      message: imaTcb
        ? "The kernel takes no notice of tcb: ima_tcb came first, and its older rules stay."
        : "The kernel takes no notice of ima_tcb: ima_policy=tcb came first, and its rules stay.",
      help: "Keep ima_policy=tcb alone; ima_tcb measures less.",
      related: [{ span: first.span, message: "This one counts." }],
    });
  },
};
