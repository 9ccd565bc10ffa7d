/** The outline of a policy: symbols, folds, and what a selection grows to. */

import { printWord, type Rule, type Span } from "../../../grammar/index.js";
import type { DocumentSymbol, Fold, Subject } from "../features.js";
import { lineAt, termAt } from "./place.js";
import { isSection, type Section, sectionsOf } from "./sections.js";

function ruleSymbol(rule: Rule): DocumentSymbol {
  const { action, func, terms, line, span } = rule;
  const first = terms[0]?.word;
  const name = [action?.name ?? (first === undefined ? "" : printWord(first)), func?.word.value ?? ""].join(" ").trim();
  const conditions = terms
    .filter((term) => term.key !== undefined && term !== func)
    .map(({ word }) => printWord(word))
    .join(" ");
  return {
    // Editors refuse symbols without a name.
    name: name.slice(0, mostName) || "?",
    ...(conditions === "" ? {} : { detail: conditions.slice(0, mostName) }),
    kind: "rule",
    span: { start: line.start, end: line.end },
    selection: span,
  };
}

const mostName = 200;

function symbolOf(part: Section | Rule): DocumentSymbol {
  if (!isSection(part)) return ruleSymbol(part);
  const { title, span, titleSpan, parts } = part;
  return { name: title, kind: "section", span, selection: titleSpan, children: parts.map(symbolOf) };
}

export function symbols({ policy }: Subject): DocumentSymbol[] {
  return sectionsOf(policy).map(symbolOf);
}

/** Comments of several lines. */
function commentFolds({ policy }: Subject): Fold[] {
  const found: Fold[] = [];
  let block: Span | undefined;
  let count = 0;
  const end = () => {
    if (block !== undefined && count > 1) found.push({ span: block, kind: "comment" });
    block = undefined;
    count = 0;
  };
  for (const { words, comment, start, end: lineEnd } of policy.syntax.lines) {
    if (words.length > 0 || comment === undefined) end();
    else {
      block = { start: block?.start ?? start, end: lineEnd };
      count++;
    }
  }
  end();
  return found;
}

export function folds(subject: Subject): Fold[] {
  const regions = (parts: readonly (Section | Rule)[]): Fold[] =>
    parts.filter(isSection).flatMap((part) => [{ span: part.span, kind: "region" as const }, ...regions(part.parts)]);
  return [...regions(sectionsOf(subject.policy)), ...commentFolds(subject)].sort(
    (a, b) => a.span.start - b.span.start || b.span.end - a.span.end,
  );
}

const holds = (outer: Span, inner: Span) => outer.start <= inner.start && inner.end <= outer.end;

function sectionsAround(parts: readonly (Section | Rule)[], offset: number): Section[] {
  const around = parts.filter(isSection).find(({ span }) => span.start <= offset && offset <= span.end);
  return around === undefined ? [] : [...sectionsAround(around.parts, offset), around];
}

/** Item, value, word, rule, line, sections, all. */
export function selections(subject: Subject, offset: number): Span[] {
  const { policy } = subject;
  const place = termAt(policy, offset);
  const line = lineAt(policy, offset);
  const spans: Span[] = [];
  if (place !== undefined) {
    const { word } = place.term;
    spans.push(place.span);
    if (place.part === "value") spans.push({ start: word.end - word.value.length, end: word.end });
    spans.push(word, place.rule.span);
  }
  if (line !== undefined) spans.push(line);
  for (const { span } of sectionsAround(sectionsOf(policy), offset)) spans.push(span);
  spans.push({ start: 0, end: policy.text.length });
  const grown: Span[] = [];
  for (const { start, end } of spans) {
    const last = grown.at(-1);
    const isLarger = last === undefined || start < last.start || end > last.end;
    if (start <= offset && offset <= end && isLarger && (last === undefined || holds({ start, end }, last)))
      grown.push({ start, end });
  }
  return grown;
}
