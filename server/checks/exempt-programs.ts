/** Programs that dont_appraise rules let run unchecked, for checks about file systems that are exempt. */

import type { Rule } from "../../grammar/index.js";
import type { FileSystemIdentity } from "../policy/index.js";
import type { Context, Fix } from "./check.js";
import { codeOn, libraryHooks, programHooks, reach, rootOnDisk } from "./reach.js";

/**
 * The dont_appraise rules that alone keep programs or libraries of root on a file system from being appraised, while
 * those on some disk are.
 */
export function exemptingPrograms(context: Context, fileSystem: FileSystemIdentity): Rule[] {
  const { policy } = context;
  const rules = policy.rules.filter(({ entry }) => entry?.action.name !== "dont_appraise");
  const withoutExemptions = { ...context, policy: { ...policy, rules } };
  const found = new Set<Rule>();
  for (const hook of [...programHooks, ...libraryHooks]) {
    const there = codeOn(fileSystem, [hook]);
    const exempts = reach(context, "appraise", there)?.exempts ?? [];
    if (exempts.length === 0) continue;
    const onDisk = reach(context, "appraise", { ...rootOnDisk, hooks: [hook], parser: false });
    if (onDisk === undefined || onDisk.does.length === 0) continue;
    const last = reach(withoutExemptions, "appraise", there)?.does.at(-1);
    // Labels may leave a few files out on purpose.
    for (const rule of exempts)
      if (last !== undefined && last.index > rule.index && rule.entry?.labels === undefined) found.add(rule);
  }
  return [...found].sort((one, other) => one.index - other.index);
}

/** Makes a rule without func= hold for opened files only. */
export function openedFilesOnly(rule: Rule): Fix[] {
  const end = rule.terms.find((term) => term.action !== undefined)?.word.end;
  if (end === undefined || rule.entry?.func !== undefined || rule.entry?.mask !== undefined) return [];
  return [
    {
      title: "Exempt opening files only",
      safe: false,
      edits: [{ span: { start: end, end }, newText: " func=FILE_CHECK" }],
    },
  ];
}
