import type { Check } from "../check.js";
import { listNames, NameSet, quoted, usedSettings } from "../conf.js";
import { suggestionFix } from "../edits.js";

export const check: Check = {
  id: "description/matches-nothing",
  summary: "a file in a digest list that there is not",
  severity: "warning",
  fixable: true,
  bootFile(file, report) {
    const { described, present } = listNames(file);
    const lists = new NameSet([...described, ...present].filter((name) => name !== ""));
    if (lists.size === 0) return;
    for (const section of file.sections) {
      const setting = usedSettings(section).get("digest-list");
      if (setting?.spec?.type !== "pattern") continue;
      for (const { text, span } of setting.words) {
        if (text === "" || lists.overlaps(text) !== false) continue;
        const near = lists.suggest(text);
        report({
          span,
          message: `No digest list is called ${quoted(text)}, so no list vouches for ${quoted(section.name?.text ?? "")} by this.`,
          help: `${near ? `Did you mean "${near.word}"? ` : ""}Describe the list in a [digest-list ${quoted(text)}] section, or add it to the digest-lists of a phase.`,
          fixes: suggestionFix(near && { ...near, sure: false }, span),
        });
      }
    }
  },
};
