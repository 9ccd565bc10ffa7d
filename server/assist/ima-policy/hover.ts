/** Hover: what a word is to the kernel, and on an action what its rule says. */

import { actionByName, foreignWordHint, type Rule } from "../../../grammar/index.js";
import { suggest } from "../../checks/suggest.js";
import type { Hover, Subject } from "../features.js";
import { quoted } from "./doc-page.js";
import { findingsOf, neverDecides } from "./outcomes.js";
import { termAt } from "./place.js";
import { ruleSentence } from "./rule-sentence.js";
import { valueDoc } from "./value-docs.js";
import { actionDoc, keyDoc, spellings } from "./word-docs.js";

/** What the rule says, and whether it is ever asked. */
function ruleDoc(rule: Rule, subject: Subject): string[] {
  if (rule.entry === undefined) return [];
  const never = findingsOf(subject.result, rule).filter(neverDecides);
  return [ruleSentence(rule.entry), ...never.map(({ message }) => `⚠ ${message}`)];
}

function unknownWord(text: string): string | undefined {
  const hint = foreignWordHint("word", text);
  if (hint !== undefined) return hint;
  // An action with an operator behind it.
  if (actionByName.has(text)) return `${quoted(text)} takes no value.`;
  const near = suggest(text, spellings);
  return near === undefined ? undefined : `No kernel knows ${quoted(text)}. Did you mean \`${near.word}\`?`;
}

export function hover(subject: Subject, offset: number): Hover | undefined {
  const place = termAt(subject.policy, offset);
  if (place === undefined) return undefined;
  const { rule, term, part, span } = place;
  const { kernels } = subject;
  const { action, key } = term;
  const text = (): string | undefined => {
    if (action !== undefined) return [...ruleDoc(rule, subject), actionDoc(action, kernels)].join("\n\n---\n\n");
    if (key === undefined) return part === "key" ? unknownWord(place.text) : undefined;
    if (!kernels.some((kernel) => kernel.speaks(key))) return foreignWordHint("word", key.name) ?? keyDoc(key, kernels);
    return part === "key" ? keyDoc(key, kernels) : valueDoc(key, place.text, kernels);
  };
  const found = text();
  return found === undefined || found === "" ? undefined : { span, text: found };
}
