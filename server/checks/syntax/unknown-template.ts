import { foreignWordHint, templateByText, templates, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { suggestionFix } from "../edits.js";
import { asQuestion, suggest } from "../suggest.js";

export const check: Check = {
  id: "syntax/unknown-template",
  summary: "a value of template= that is no template",
  severity: "error",
  fixable: true,
  term: {
    keys: ["template"],
    run(term, _rule, { kernel }, report) {
      const { value } = term.word;
      if (templateByText(value) !== undefined) return;
      const names = templates.filter((template) => kernel.knows(template)).map((template) => template.name);
      const isFormat = value.includes("|");
      const near = isFormat || foreignWordHint("template", value) !== undefined ? undefined : suggest(value, names);
      report({
        span: valueSpan(term),
        message: refused(
          isFormat ? `no template has the format "${value}".` : `"${value}" is no template${asQuestion(near, ".")}`,
        ),
        help:
          foreignWordHint("template", value) ??
          `Templates are ${names.join(", ")}. A format of your own must be defined on the kernel command line (ima_template_fmt=) first.`,
        rejects: true,
        fixes: suggestionFix(near, valueSpan(term)),
      });
    },
  },
};
