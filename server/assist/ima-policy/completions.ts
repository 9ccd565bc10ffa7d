/** Completion: what the target kernels take at a place. */

import { maxWrittenLine } from "../../../grammar/index.js";
import type { Completion, Subject } from "../features.js";
import { Completer } from "./completer.js";
import { type Site, siteAt } from "./site.js";
import { valueCompletions } from "./value-completions.js";
import { actionCompletions, keyCompletions, ruleCompletions } from "./word-completions.js";

/** What cannot be written at once is tried on no kernel either. */
function lengthOf({ before, after, term }: Site): number {
  return [...before, ...after, term?.word.value ?? ""].reduce((length, word) => length + word.length + 1, 0);
}

export function completions(subject: Subject, offset: number): Completion[] {
  const site = siteAt(subject.policy, offset);
  if (site === undefined || lengthOf(site) > maxWrittenLine) return [];
  const completer = new Completer(site, subject);
  if (site.part === "value") return valueCompletions(completer);
  // Before anything else of a rule is there, a rule begins with its action.
  const others = [...site.before, ...site.after].length;
  const isAlone = others === 0 && (site.term?.word.operator ?? "") === "";
  const isFirst = isAlone && (site.rule?.terms.length ?? 0) <= (site.term === undefined ? 0 : 1);
  return [
    ...actionCompletions(completer),
    ...(isFirst ? ruleCompletions(completer) : []),
    ...(isAlone ? [] : keyCompletions(completer)),
  ];
}
