import { type Check, refused } from "../check.js";
import { withoutWord } from "../edits.js";

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
      fixes: same ? [{ title: "Remove the second one", safe: true, edits: [withoutWord(second.word)] }] : [],
    });
  },
};
