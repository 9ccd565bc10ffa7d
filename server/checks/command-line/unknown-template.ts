import {
  isTemplateFormat,
  type Kernel,
  readImaParameters,
  templateByText,
  templates,
  valuePlace,
} from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { suggestionFix } from "../edits.js";
import { shortened } from "../shortened.js";
import { suggest } from "../suggest.js";

function reasonFor(name: string, value: string, kernel: Kernel): string {
  if (name === "ima_template_fmt") {
    const unknown = value.split("|").find((field) => !isTemplateFormat(field, kernel));
    return `it knows no field "${shortened(unknown ?? value)}"`;
  }
  const known = templateByText(value);
  if (known === undefined) return `it knows no template "${shortened(value)}"`;
  if (!kernel.knows(known)) return `${known.name} came with Linux ${known.since}`;
  return `the template "ima" has no room for the digests of the ima_hash= before it`;
}

export const check: Check = {
  id: "command-line/unknown-template",
  summary: "a template of ima_template= or ima_template_fmt= that this kernel does not have",
  severity: "warning",
  fixable: true,
  commandLine(line, kernel, report) {
    const { template, templateFormat } = readImaParameters(line, kernel);
    const taken = template ?? templateFormat;
    const names = templates.filter((entry) => kernel.knows(entry)).map((entry) => entry.name);
    const { CONFIG_IMA_DEFAULT_TEMPLATE: configured } = kernel.config;
    const used =
      taken !== undefined
        ? `"${shortened(taken.value)}"`
        : (configured ?? "the one that is built in (CONFIG_IMA_DEFAULT_TEMPLATE)");
    for (const parameter of line.parameters) {
      const { name, value } = parameter;
      if ((name !== "ima_template" && name !== "ima_template_fmt") || value === undefined) continue;
      // Later ones are not looked at.
      if (parameter === taken?.parameter) return;
      const near = name === "ima_template" && templateByText(value) === undefined ? suggest(value, names) : undefined;
      report({
        span: valuePlace(parameter),
        message: `The kernel takes no notice of this and measures with ${used}: ${reasonFor(name, value, kernel)}.`,
        help: near && `Did you mean "${near.word}"?`,
        fixes: suggestionFix(near && { ...near, sure: false }, valuePlace(parameter)),
      });
    }
  },
};
