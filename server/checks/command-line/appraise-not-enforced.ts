import { type AppraiseMode, builtInRules, readImaParameters } from "../../../grammar/index.js";
import type { Check } from "../check.js";

const whatItDoes: Readonly<Record<AppraiseMode, string>> = {
  enforce: "",
  log: "only logs what fails",
  fix: "writes the missing hashes",
  off: "does not act on what it finds",
};

export const check: Check = {
  id: "command-line/appraise-not-enforced",
  summary: "rules that appraise, in a mode that denies nothing",
  severity: "info",
  commandLine(line, kernel, report) {
    if (kernel.option("CONFIG_IMA_APPRAISE_BOOTPARAM") === false) return;
    const said = readImaParameters(line, kernel);
    if (said.appraise === undefined || said.appraise.value === "enforce") return;
    if (!builtInRules(said, kernel).some((rule) => rule.startsWith("appraise "))) return;
    const { value, parameter } = said.appraise;
    report({
      span: parameter.span,
      message: `The kernel appraises files and denies nothing: in the mode ${value} it ${whatItDoes[value]}.`,
      help: "Take it out once all files are labelled or signed.",
      assumptions: ["The machine is not started by secure boot, with which the kernel enforces whatever is said here."],
    });
  },
};
