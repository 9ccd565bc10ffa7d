import { type Rule, readUuid, type Span, type Term } from "../../../grammar/index.js";
import { type Check, type Context, refused } from "../check.js";
import { takesAnyText, troubleWith } from "../words.js";

/** What becomes of a word with a carriage return in it. */
type Outcome = "refused" | "never matches" | "no harm";

function outcome(term: Term, { kernel }: Context): Outcome {
  const { key, word } = term;
  if (key === undefined || term.fault !== undefined || !kernel.knows(key)) return "refused";
  if (takesAnyText(term)) return "never matches";
  if (key.value === "uuid" && readUuid(word.value) !== undefined) return "no harm";
  if (key.value === "appraise-flag" && kernel.has("appraiseFlagIgnored")) return "no harm";
  return "refused";
}

function wordsWithCarriageReturn(rule: Rule, context: Context): Term[] {
  return rule.terms.filter((_, at) => troubleWith(rule, at, context) === "carriage-return");
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
    const found = new Map<Outcome, Span[]>();
    for (const rule of policy.rules)
      for (const term of wordsWithCarriageReturn(rule, context)) {
        const at = term.word.start + policy.text.slice(term.word.start, term.word.end).indexOf("\r");
        const kind = outcome(term, context);
        const spans = found.get(kind) ?? [];
        spans.push({ start: at, end: at + 1 });
        found.set(kind, spans);
      }
    const fix = {
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
        message: `The kernel takes the carriage return as a part of the value, which then matches nothing.${more(silent)}`,
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
