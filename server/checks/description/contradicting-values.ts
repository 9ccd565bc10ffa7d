import type { Check } from "../check.js";
import { usedSettings } from "../conf.js";

/** security.ima holds one of them. */
const inXattr: ReadonlySet<string> = new Set(["imasig", "hash", "verity"]);

export const check: Check = {
  id: "description/contradicting-values",
  summary: "values of one key that cannot all be true",
  severity: "warning",
  fixable: true,
  bootFile(file, report) {
    for (const section of file.sections)
      for (const { spec, words } of usedSettings(section).values()) {
        if (spec?.type !== "choice" || !spec.many || words.length < 2) continue;
        const none = words.find(({ text }) => text === "none");
        const other = words.find(({ text }) => text !== "none" && spec.choices?.some(({ word }) => word === text));
        if (none !== undefined && other !== undefined) {
          const at = words.indexOf(none);
          const [before, after] = [words[at - 1], words[at + 1]];
          const start = before === undefined ? none.span.start : before.span.end;
          const end = before === undefined && after !== undefined ? after.span.start : none.span.end;
          const isQuoted = file.text[none.span.end] === '"' || file.text[start] === '"';
          report({
            span: none.span,
            message: `"none" and "${other.text}" cannot both be true; imalint does not use "none".`,
            help: 'Remove "none", or the other values.',
            fixes: isQuoted
              ? []
              : [{ title: 'Remove "none"', safe: false, edits: [{ span: { start, end }, newText: "" }] }],
          });
        }
        const values = [...new Set(words.map(({ text }) => text))].filter((text) => inXattr.has(text));
        const second = words.find(({ text }) => text === values[1]);
        if (second !== undefined)
          report({
            span: second.span,
            message: `security.ima holds one value, so a file cannot have ${values.join(" and ")}; imalint takes either one for true.`,
            help: "Keep the one that the file has; files that differ have sections of their own.",
          });
      }
  },
};
