import { valueSpan } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "syntax/legacy-name",
  summary: "an old name of a hook",
  severity: "info",
  fixable: true,
  term: {
    keys: ["func"],
    run(term, _rule, { kernel }, report) {
      const { value } = term.word;
      const hook = kernel.hook(value);
      if (hook === undefined || hook.name === value) return;
      report({
        span: valueSpan(term),
        message: `${value} is the old name of ${hook.name}; the kernel takes it and prints the new one.`,
        help: value === "PATH_CHECK" ? "Write FILE_CHECK. Neither looks at paths." : `Write ${hook.name}.`,
        fixes: [replacement(`Replace with "${hook.name}"`, valueSpan(term), hook.name)],
      });
    },
  },
};
