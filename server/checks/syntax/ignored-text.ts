import { readUuid } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "syntax/ignored-text",
  summary: "text behind a UUID, which the kernel does not look at",
  severity: "warning",
  fixable: true,
  term: {
    keys: ["fsuuid"],
    run(term, _rule, _context, report) {
      const rest = readUuid(term.word.value)?.rest ?? "";
      if (rest === "") return;
      const span = { start: term.word.end - rest.length, end: term.word.end };
      report({
        span,
        message: `The kernel reads the first 36 characters of a UUID and ignores "${rest}".`,
        help: "Take it out, and check that the UUID is the one you mean.",
        fixes: [replacement("Remove it", span, "", false)],
      });
    },
  },
};
