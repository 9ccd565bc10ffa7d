import {
  afterAction,
  isAfterHook,
  type Kernel,
  type Key,
  type Rule,
  type Term,
  termOf,
} from "../../../grammar/index.js";
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

/** What stands before the func= that allows it. */
function beforeFunc(rule: Rule, kernel: Kernel): { term: Term; func: Term } | undefined {
  const func = termOf(rule, "func");
  const hook = func && kernel.hook(func.word.value);
  if (kernel.has("wholeRuleValidation") || func === undefined || hook === undefined) return undefined;
  const term = rule.terms
    .slice(0, rule.terms.indexOf(func))
    .find(
      ({ key, word }) =>
        key !== undefined &&
        kernel.knows(key) &&
        isAfterHook(key.name, word.value) &&
        (key.name === "appraise_type" ? hook.modsig : hook.group === "key"),
    );
  return term && { term, func };
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
    const order = reported ? undefined : beforeFunc(rule, kernel);
    if (order !== undefined && !elsewhere.has(order.term))
      report({
        span: order.term.word,
        message: refused(
          `up to Linux 5.8, ${order.term.key?.name === "keyrings" ? "keyrings=" : "imasig|modsig"} must come after the func= that allows it.`,
        ),
        help: "Write func= first.",
        rejects: true,
        related: [{ span: order.func.word, message: "the hook" }],
        fixes: [{ title: "Move it behind func=", safe: true, edits: move(order.term, order.func) }],
      });
  },
};
