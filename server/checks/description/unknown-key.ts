import { keySpec, type SectionSpec, sections } from "../../../grammar/index.js";
import { type Check, either } from "../check.js";
import { quoted } from "../conf.js";
import { suggestionFix } from "../edits.js";
import { suggest } from "../suggest.js";

/** Where else a key is known. */
function homesOf(key: string, here: SectionSpec): string[] {
  return sections.filter((other) => other !== here && keySpec(other, key)).map(({ kind }) => `[${kind}]`);
}

export const check: Check = {
  id: "description/unknown-key",
  summary: "a key that a section does not have",
  severity: "error",
  fixable: true,
  bootFile(file, report) {
    for (const { spec, settings } of file.sections) {
      if (spec === undefined) continue;
      const names = spec.keys.map(({ name }) => name);
      for (const { key, spec: known } of settings) {
        if (known !== undefined) continue;
        const homes = homesOf(key.text, spec);
        const near = suggest(key.text, names);
        const hints = [
          ...(near ? [`Did you mean "${near.word}"?`] : []),
          ...(homes.length > 0 ? [`It is a key of ${either(homes)}.`] : []),
        ];
        report({
          span: key.span,
          message: `[${spec.kind}] has no key ${quoted(key.text)}, so the line is not used.`,
          help: hints.length > 0 ? hints.join(" ") : `Its keys are ${names.join(", ")}.`,
          // A key that there is was hardly misspelt: it is in the wrong place.
          fixes: suggestionFix(near && { ...near, sure: near.sure && homes.length === 0 }, key.span),
        });
      }
    }
  },
};
