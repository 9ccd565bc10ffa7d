/** What the tests of the editor's help with policies share. */

import { type Completion, features, type LanguageFeatures, type Subject, subjectOf } from "../server/assist/index.js";
import type { Document, LintOptions } from "../server/checks/lint.js";
import { lint } from "../server/checks/lint.js";

export const policyFeatures: Required<Omit<LanguageFeatures, "links">> = features["ima-policy"] as never;

/** A policy with the cursor at `@`. */
export function at(marked: string, options: LintOptions = {}): { subject: Subject; offset: number; text: string } {
  const offset = marked.indexOf("@");
  const text = offset === -1 ? marked : marked.slice(0, offset) + marked.slice(offset + 1);
  return { subject: subjectOf({ path: "ima-policy", text }, undefined, options), offset: Math.max(offset, 0), text };
}

/** A policy with what is found in it. */
export function checked(text: string, options: LintOptions = {}, others: readonly Document[] = []): Subject {
  const document = { path: "ima-policy", text };
  const [result] = lint([document], options).files;
  return subjectOf(document, [document, ...others], options, result);
}

export function completionsAt(marked: string, options: LintOptions = {}): Completion[] {
  const { subject, offset } = at(marked, options);
  return policyFeatures.completions(subject, offset);
}

/** A text with a completion taken, and its placeholders left as they are. */
export function completed(text: string, { replace, insert, isSnippet }: Completion): string {
  const plain = isSnippet ? insert.replace(/\$\{\d+:([^}]*)\}/g, "$1").replace("$0", "") : insert;
  return text.slice(0, replace.start) + plain + text.slice(replace.end);
}
