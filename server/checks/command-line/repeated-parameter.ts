import { type Parameter, readImaParameters } from "../../../grammar/index.js";
import type { Check, Report } from "../check.js";

function reportOthers(all: readonly Parameter[], counting: Parameter, rule: string, report: Report): void {
  for (const parameter of all) {
    if (parameter === counting || parameter.value === counting.value) continue;
    report({
      span: parameter.span,
      message: `The kernel goes by another parameter: ${rule}.`,
      help: "Keep one of them.",
      related: [{ span: counting.span, message: "This one counts." }],
    });
  }
}

export const check: Check = {
  id: "command-line/repeated-parameter",
  summary: "parameters that say different things where one alone counts",
  severity: "warning",
  commandLine(line, kernel, report) {
    const said = readImaParameters(line, kernel);
    const named = (...names: string[]) =>
      line.parameters.filter(({ name, value }) => names.includes(name) && value !== undefined);
    const after = (all: readonly Parameter[], first: Parameter) => all.slice(all.indexOf(first));

    if (said.hash !== undefined) {
      const { parameter } = said.hash;
      reportOthers(
        after(named("ima_hash"), parameter),
        parameter,
        "of several ima_hash= it takes the first one that it knows",
        report,
      );
    }
    const template = said.template ?? said.templateFormat;
    if (template !== undefined)
      reportOthers(
        after(named("ima_template", "ima_template_fmt"), template.parameter),
        template.parameter,
        "of several ima_template= and ima_template_fmt= it takes the first one that it knows",
        report,
      );
    const modes = named("ima_appraise");
    const counting = said.appraise?.parameter ?? modes.at(-1);
    if (counting !== undefined && kernel.option("CONFIG_IMA_APPRAISE_BOOTPARAM") !== false)
      reportOthers(
        modes.slice(0, modes.indexOf(counting)),
        counting,
        "of several ima_appraise= the last one counts",
        report,
      );
  },
};
