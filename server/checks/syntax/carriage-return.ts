import type { Rule, Span, Term } from "../../../grammar/index.js";
import { type Check, type RuleContext, refused } from "../check.js";
import { outcomeOfStray, type StrayOutcome, troubleWith } from "../words.js";

function wordsWithCarriageReturn(rule: Rule, context: RuleContext): Term[] {
  return rule.terms.filter((_, at) => troubleWith(rule, at, context) === "carriage-return");
}

/** The line ends of an old system, which make one line of the whole file. */
function onlyCarriageReturns(text: string): boolean {
  return !text.includes("\n") && /\r./s.test(text);
}

/** Every CR before a line end, also in comments and on empty lines. */
function carriageReturnsAtLineEnds(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf("\r"); at !== -1; at = text.indexOf("\r", at + 1)) {
    const next = text.charAt(at + 1);
    if (next === "\n" || next === "") spans.push({ start: at, end: at + 1 });
  }
  return spans;
}

export const check: Check = {
  id: "syntax/carriage-return",
  summary: "carriage returns, as in files with CRLF line ends",
  severity: "error",
  fixable: true,
  policy(context, report) {
    const { policy } = context;
    if (!policy.text.includes("\r")) return;
    const found = new Map<StrayOutcome, Span[]>();
    for (const rule of policy.rules)
      for (const term of wordsWithCarriageReturn(rule, context)) {
        const at = term.word.start + policy.text.slice(term.word.start, term.word.end).indexOf("\r");
        const kind = outcomeOfStray(term, context.kernel);
        const spans = found.get(kind) ?? [];
        spans.push({ start: at, end: at + 1 });
        found.set(kind, spans);
      }
    const fix = onlyCarriageReturns(policy.text)
      ? {
          title: "Replace the carriage returns by line feeds",
          edits: [{ span: { start: 0, end: policy.text.length }, newText: policy.text.replaceAll("\r", "\n") }],
        }
      : {
          title: "Remove the carriage returns at the ends of lines",
          edits: carriageReturnsAtLineEnds(policy.text).map((span) => ({ span, newText: "" })),
        };
    const fixes = (safe: boolean) => (fix.edits.length > 0 ? [{ ...fix, safe }] : []);
    const more = (spans: Span[]) =>
      spans.length > 1
        ? ` The same holds for ${spans.length - 1} more place${spans.length > 2 ? "s" : ""} of this file.`
        : "";
    const help = "Save the file with LF line ends.";

    const refusals = found.get("refused") ?? [];
    const [refusal] = refusals;
    if (refusal !== undefined)
      report({
        span: refusal,
        message: `${refused("a carriage return is not white space to it but a part of the word.")}${more(refusals)}`,
        help,
        rejects: true,
        fixes: fixes(true),
      });
    const silent = found.get("never matches") ?? [];
    const [first] = silent;
    if (first !== undefined)
      report({
        span: first,
        severity: "warning",
        message: `The kernel takes the carriage return as a part of the name before it, which then matches nothing.${more(silent)}`,
        help,
        fixes: fixes(refusal !== undefined),
      });
    const [harmless] = found.get("no harm") ?? [];
    if (harmless !== undefined && refusal === undefined && first === undefined)
      report({
        span: harmless,
        severity: "info",
        message: "The kernel ignores this carriage return, but would refuse it behind most other words.",
        help,
        fixes: fixes(true),
      });
  },
};
