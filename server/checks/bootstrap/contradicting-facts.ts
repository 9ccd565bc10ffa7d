import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/contradicting-facts",
  summary: "two sources that say different things of one boot",
  severity: "warning",
  boot({ description }, report) {
    for (const { what, used, passedOver } of description.contradictions) {
      const other = passedOver.path === used.path ? "another line" : passedOver.path;
      report(used.path, {
        span: used.span,
        message: `Two sources disagree about ${what}: this one says "${used.says}", and ${other} says "${passedOver.says}". imalint goes by this one.`,
        help: "Take out the one that is not true of the machine. What is read from the machine's own files does not have to be said again.",
        related: [{ path: passedOver.path, span: passedOver.span, message: `says "${passedOver.says}"` }],
      });
    }
  },
};
