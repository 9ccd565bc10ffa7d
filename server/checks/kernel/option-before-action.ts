import { afterAction, afterHook, type Kernel, type Key, type Rule, type Term, termOf } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { isKnownTerm } from "../words.js";
import { misplacedOptions } from "./option-for-other-action.js";

function needsActionBefore(key: Key, kernel: Kernel): boolean {
  const entry = afterAction.get(key.name);
  return entry !== undefined && (entry.until === undefined || !kernel.has(entry.until));
}

/** Moves a term behind the action, or behind another term. */
function move(term: Term, behind: Term) {
  const { word } = term;
  const text = word.key + word.operator + word.value;
  // With the blank behind it, so that a first word leaves no blank at the start of the line.
  return [
    { span: { start: word.start, end: word.end + 1 }, newText: "" },
    { span: { start: behind.word.end, end: behind.word.end }, newText: ` ${text}` },
  ];
}

function appraiseTypeBeforeFunc(rule: Rule, kernel: Kernel): { type: Term; func: Term } | undefined {
  if (kernel.has("wholeRuleValidation")) return undefined;
  const type = termOf(rule, "appraise_type");
  const func = termOf(rule, "func");
  if (type?.word.value !== afterHook || func === undefined) return undefined;
  if (!kernel.hook(func.word.value)?.modsig) return undefined;
  return rule.terms.indexOf(type) < rule.terms.indexOf(func) ? { type, func } : undefined;
}

export const check: Check = {
  id: "kernel/option-before-action",
  summary: "an option that stands before the word it depends on",
  severity: "error",
  fixable: true,
  rule(rule, context, report) {
    const { kernel } = context;
    const action = rule.terms.find((term) => term.action !== undefined);
    if (action === undefined) return;
    const elsewhere = new Set(misplacedOptions(rule, context));
    let reported = false;
    for (const term of rule.terms) {
      if (term.key === undefined || !isKnownTerm(term, kernel) || elsewhere.has(term)) continue;
      if (!needsActionBefore(term.key, kernel) || term.word.start > action.word.start) continue;
      reported = true;
      report({
        span: term.word,
        message: refused(`it reads from left to right, and ${term.word.key}= must come after the action.`),
        help: `Write "${action.word.key}" first.`,
        rejects: true,
        related: [{ span: action.word, message: "the action" }],
        fixes: [{ title: "Move it behind the action", safe: true, edits: move(term, action) }],
      });
    }
    const order = reported ? undefined : appraiseTypeBeforeFunc(rule, kernel);
    if (order !== undefined)
      report({
        span: order.type.word,
        message: refused("up to Linux 5.8, imasig|modsig must come after the func= that allows it."),
        help: "Write func= first.",
        rejects: true,
        related: [{ span: order.func.word, message: "the hook" }],
        fixes: [{ title: "Move it behind func=", safe: true, edits: move(order.type, order.func) }],
      });
  },
};
