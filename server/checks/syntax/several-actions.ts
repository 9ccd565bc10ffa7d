import type { Term } from "../../../grammar/index.js";
import { type Check, type Fix, refused } from "../check.js";
import { withoutWord } from "../edits.js";

/** Twice the same word in a row is a slip; further apart, two rules were joined. */
function fixesFor(first: Term, second: Term, adjacent: boolean): Fix[] {
  if (adjacent && first.word.key === second.word.key)
    return [{ title: "Remove the second one", safe: true, edits: [withoutWord(second.word)] }];
  if (adjacent) return [];
  const { start, blank } = second.word;
  return [
    {
      title: "Begin a new rule",
      safe: false,
      edits: [{ span: { start: start - blank.length, end: start }, newText: "\n" }],
    },
  ];
}

export const check: Check = {
  id: "syntax/several-actions",
  summary: "a rule with more than one action",
  severity: "error",
  fixable: true,
  rule(rule, _context, report) {
    const found = rule.terms.filter((term) => term.action !== undefined);
    const [first, second] = found;
    if (first === undefined || second === undefined) return;
    const same = first.word.key === second.word.key;
    report({
      span: second.word,
      message: refused(`a rule has one action, and this one has "${first.word.key}" already.`),
      help: same
        ? "Take one of them out."
        : `Write two rules, one for "${first.word.key}" and one for "${second.word.key}".`,
      rejects: true,
      related: [{ span: first.word, message: "the first action" }],
      fixes: fixesFor(first, second, rule.terms.indexOf(second) === rule.terms.indexOf(first) + 1),
    });
  },
};
