import { type BootFile, sectionsOf } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { quoted, suggestName, usedSettings } from "../conf.js";
import { suggestionFix } from "../edits.js";

function namesOf(file: BootFile, kind: string): string[] {
  return sectionsOf(file, kind).flatMap(({ name }) => name?.text ?? []);
}

export const check: Check = {
  id: "description/unknown-name",
  summary: "the name of a phase or a key that is not described",
  severity: "error",
  fixable: true,
  bootFile(file, report) {
    const phases = namesOf(file, "phase");
    const names = { key: ["kernel-build", ...namesOf(file, "key")], phase: phases };
    const known = { key: new Set(names.key), phase: new Set(names.phase) };
    for (const section of file.sections)
      for (const { spec, words } of usedSettings(section).values()) {
        const kind = spec?.refersTo;
        if (spec === undefined || (kind !== "key" && kind !== "phase")) continue;
        // Without a section the phases are the usual ones.
        if (kind === "phase" && phases.length === 0) continue;
        if (words.length > 1 && !spec.many) continue;
        const others = spec.name === "from-phase" ? ["kernel"] : [];
        for (const { text, span } of words) {
          if (text === "" || known[kind].has(text) || others.includes(text)) continue;
          const near = suggestName(text, [...names[kind], ...others]);
          report({
            span,
            message:
              kind === "key"
                ? `There is no [key ${quoted(text)}], so nothing is known of this key, and what it signs proves nothing.`
                : `There is no [phase ${quoted(text)}], so ${spec.name} names nothing.`,
            help: `${near ? `Did you mean "${near.word}"? ` : ""}Describe it in a [${kind} ${quoted(text)}] section${near ? " otherwise" : ""}.`,
            fixes: suggestionFix(near, span),
          });
        }
      }
  },
};
