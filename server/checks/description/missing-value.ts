import type { Check } from "../check.js";
import { usedSettings, withoutSetting } from "../conf.js";

export const check: Check = {
  id: "description/missing-value",
  summary: "a key without a value",
  severity: "error",
  fixable: true,
  bootFile(file, report) {
    for (const section of file.sections)
      for (const setting of usedSettings(section).values()) {
        const { spec, value } = setting;
        if (spec === undefined || spec.mayBeEmpty || value.text !== "") continue;
        // The line before of the same key would count without this one.
        const isOnly = section.settings.find(({ key }) => key.text === spec.name) === setting;
        report({
          span: setting.span,
          message: `${spec.name} has no value, so the line is not used.`,
          help: `Write a value behind the "=", or remove the line${spec.byDefault === undefined ? "" : `. Without it: ${spec.byDefault}`}.`,
          fixes: [{ title: "Remove the line", safe: isOnly, edits: [withoutSetting(setting, file)] }],
        });
      }
  },
};
