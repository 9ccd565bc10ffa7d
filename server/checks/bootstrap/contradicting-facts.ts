import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/contradicting-facts",
  summary: "two sources that say different things of one boot",
  severity: "warning",
  boot({ description }, report) {
    for (const { what, used, passedOver } of description.contradictions)
      report(used.path, {
        span: used.span,
        message: `This says ${used.says}, and ${passedOver.path} says ${passedOver.says}: one of the two is not true of ${what}. imalint goes by this one.`,
        help: "Take out what is not true of the machine; what is read from its own files does not have to be said again.",
        related: [{ path: passedOver.path, span: passedOver.span, message: `says ${passedOver.says}` }],
      });
  },
};
