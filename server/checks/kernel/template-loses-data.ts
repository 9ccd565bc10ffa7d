import { hookOf, templateByText, termOf, valueSpan } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "kernel/template-loses-data",
  summary: "a template without the field that the rule is for",
  severity: "warning",
  fixable: true,
  rule(rule, { kernel }, report) {
    const term = termOf(rule, "template");
    const fields = term && templateByText(term.word.value)?.fields;
    if (term === undefined || fields === undefined || rule.action?.name !== "measure") return;
    const hook = hookOf(rule, kernel);
    if (hook === "unknown") return;
    const span = valueSpan(term);
    const withVerity = fields.includes("sig") ? "ima-sigv2" : "ima-ngv2";
    const buffer = hook?.group === "kexec-cmdline" || hook?.group === "key" || hook?.group === "critical-data";
    if (buffer && !fields.includes("buf"))
      report({
        span,
        message: `The measurement list will not hold what is measured: ${hook.name} hands over bytes, and "${term.word.value}" has no field for them.`,
        help: "Take template= out: ima-buf is the default here.",
        fixes: [replacement("Write ima-buf", span, "ima-buf", false)],
      });
    else if (!buffer && fields.includes("buf"))
      report({
        span,
        severity: "info",
        message: `The field buf stays empty: ${hook === undefined ? "a file" : hook.name} hands over no bytes.`,
        help: "Use a template for files, such as ima-ng or ima-sig.",
      });
    if (
      termOf(rule, "digest_type")?.word.value === "verity" &&
      !fields.includes("d-ngv2") &&
      kernel.knows({ since: "5.19" })
    )
      report({
        span,
        severity: "info",
        message: `The measurement list will not say that the digest is one of fs-verity: "${term.word.value}" has no field d-ngv2.`,
        help: "Use ima-ngv2, or ima-sigv2 with signatures.",
        fixes: [replacement(`Write ${withVerity}`, span, withVerity, false)],
      });
  },
};
