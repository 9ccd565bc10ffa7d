import { appraiseMode, appraiseModes, readImaParameters, valuePlace } from "../../../grammar/index.js";
import { type Check, either } from "../check.js";
import { suggestionFix } from "../edits.js";
import { shortened } from "../shortened.js";
import { suggest } from "../suggest.js";

export const check: Check = {
  id: "command-line/unknown-appraise-mode",
  summary: "a value of ima_appraise= that is no mode",
  severity: "warning",
  fixable: true,
  commandLine(line, kernel, report) {
    if (kernel.option("CONFIG_IMA_APPRAISE_BOOTPARAM") === false) return;
    const last = line.parameters.findLast(({ name, value }) => name === "ima_appraise" && value !== undefined);
    if (last?.value === undefined || appraiseMode(last.value) !== undefined) return;
    const mode = readImaParameters(line, kernel).appraise?.value ?? "enforce";
    const near = suggest(last.value, appraiseModes);
    report({
      span: valuePlace(last),
      message: `The kernel stays in the mode "${mode}": "${shortened(last.value)}" begins with none of its modes.`,
      help: near === undefined ? `Modes are ${either(appraiseModes)}.` : `Did you mean "${near.word}"?`,
      fixes: suggestionFix(near === undefined ? undefined : { ...near, sure: false }, valuePlace(last)),
    });
  },
};
