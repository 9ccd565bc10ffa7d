/** Hints: names of file system numbers, and what becomes of rules that decide nothing. */

import { fileSystemByMagic, type Rule, readMagic, type Span } from "../../../grammar/index.js";
import type { FileResult } from "../../checks/finding.js";
import type { Hint, Subject } from "../features.js";
import { both } from "./availability.js";
import { findingsOf, neverDecides } from "./outcomes.js";
import { rulesIn } from "./place.js";
import { valueDoc } from "./value-docs.js";

function magicHints({ terms }: Rule, { kernels }: Subject): Hint[] {
  return terms.flatMap(({ key, word, fault }) => {
    if (key?.value !== "magic" || fault !== undefined) return [];
    const known = fileSystemByMagic(readMagic(word.value) ?? "");
    if (known === undefined) return [];
    const names = known.types.length > 0 ? known.types : known.constants;
    const tooltip = valueDoc(key, word.value, kernels);
    return [
      { at: word.end, text: names.join("/"), kind: "type", ...(tooltip === undefined ? {} : { tooltip }) } as const,
    ];
  });
}

function outcomeHints(rule: Rule, result: FileResult | undefined): Hint[] {
  return findingsOf(result, rule)
    .filter(neverDecides)
    .map(({ check, related, kernels, message }) => {
      const lines = [...new Set(related.map(({ range }) => range.start.line))];
      const where = `${lines.length > 1 ? "lines" : "line"} ${both(lines.map(String))}`;
      const outcome =
        check === "logic/duplicate-rule"
          ? `same as ${where}`
          : check === "logic/late-exception"
            ? `too late: ${where} ${lines.length > 1 ? "come" : "comes"} first`
            : `unreachable: decided by ${where}`;
      return {
        at: rule.span.end,
        text: kernels === undefined ? outcome : `${outcome} (Linux ${both(kernels)})`,
        tooltip: message,
        kind: "outcome",
      };
    });
}

export function hints(subject: Subject, span: Span): Hint[] {
  return rulesIn(subject.policy, span).flatMap((rule) => [
    ...magicHints(rule, subject),
    ...outcomeHints(rule, subject.result),
  ]);
}
