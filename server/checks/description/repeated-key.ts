import type { Check } from "../check.js";
import { usedSettings, withoutSetting } from "../conf.js";

export const check: Check = {
  id: "description/repeated-key",
  summary: "a key that is set again in the same section",
  severity: "warning",
  fixable: true,
  bootFile(file, report) {
    for (const section of file.sections) {
      const used = usedSettings(section);
      for (const setting of section.settings) {
        const last = used.get(setting.key.text);
        if (last === undefined || last === setting || setting.spec === undefined) continue;
        const { many, name } = setting.spec;
        report({
          span: setting.span,
          message: `This line is not used: ${name} is set again below, and the last one counts.`,
          help: many
            ? "Several values stand in one line, with blanks between them; keep one of the lines."
            : "Keep one of the lines.",
          related: [{ span: last.span, message: "this one counts" }],
          // Values of a list may all have been meant to count.
          fixes: [{ title: "Remove the line", safe: many === undefined, edits: [withoutSetting(setting, file)] }],
        });
      }
    }
  },
};
