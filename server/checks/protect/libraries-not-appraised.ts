import { type Policy, printWord, type Rule } from "../../../grammar/index.js";
import {
  appraised,
  execution,
  mapping,
  openToExecute,
  openToRead,
  passUnappraised,
  programRules,
} from "../appraisal.js";
import type { Check, Edit } from "../check.js";
import { ruleBefore } from "../edits.js";

/** The same rules for another hook, each once. */
function forHook(rules: readonly Rule[], hook: string, policy: Policy): Edit[] {
  const texts = new Map<string, Rule>();
  for (const rule of rules) {
    const words = rule.terms.map(({ key, word }) => (key?.name === "func" ? `func=${hook}` : printWord(word)));
    const text = words.join(" ");
    if (!texts.has(text)) texts.set(text, rule);
  }
  return [...texts].map(([text, rule]) => ruleBefore(rule, text, policy));
}

export const check: Check = {
  id: "protect/libraries-not-appraised",
  summary: "programs are appraised and libraries are not, or the other way round",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const programs = programRules(context);
    const [program, ...more] = programs;
    if (program !== undefined) {
      // A rule for reading covers libraries too: they are opened before they are mapped.
      if (!passUnappraised(context, { hooks: ["MMAP_CHECK"] }, [mapping, openToRead])) return;
      report({
        span: program.span,
        message:
          "Programs are appraised here and shared libraries by no rule: the kernel maps any file into an appraised program as code, such as a changed library or one that LD_PRELOAD names.",
        help: "Appraise MMAP_CHECK as well.",
        related: more.slice(0, 4).map((rule) => ({ span: rule.span, message: "appraises programs too" })),
        fixes: [
          {
            title: "Add the same for func=MMAP_CHECK",
            safe: false,
            edits: forHook(programs, "MMAP_CHECK", context.policy),
          },
        ],
      });
      return;
    }
    const libraries = appraised(context, mapping)?.does ?? [];
    const [library] = libraries;
    if (
      library === undefined ||
      !passUnappraised(context, { hooks: ["BPRM_CHECK"] }, [execution, openToExecute, openToRead])
    )
      return;
    report({
      span: library.span,
      message:
        "Files mapped executable are appraised here and programs by no rule: the kernel maps ELF programs and libraries, but not a script that starts with #!, so that it runs any script.",
      help: "Appraise BPRM_CHECK as well.",
      fixes: [
        {
          title: "Add the same for func=BPRM_CHECK",
          safe: false,
          edits: forHook(libraries, "BPRM_CHECK", context.policy),
        },
      ],
    });
  },
};
