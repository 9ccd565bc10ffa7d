import { sections } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { quoted } from "../conf.js";
import { suggestionFix } from "../edits.js";
import { suggest } from "../suggest.js";

const kinds = sections.map(({ kind }) => kind);

export const check: Check = {
  id: "description/unknown-section",
  summary: "a section that digest-cache.conf does not have",
  severity: "error",
  fixable: true,
  bootFile(file, report) {
    for (const { kind, spec, header } of file.sections) {
      if (spec !== undefined) continue;
      const near = suggest(kind.text, kinds);
      report({
        span: kind.text === "" ? header : kind.span,
        message:
          kind.text === ""
            ? "This header names no section, so nothing below it is used."
            : `There is no section ${quoted(kind.text)}, so nothing in it is used.`,
        help: near ? `Did you mean "${near.word}"?` : `Sections are ${kinds.join(", ")}.`,
        fixes: suggestionFix(near, kind.span),
      });
    }
  },
};
