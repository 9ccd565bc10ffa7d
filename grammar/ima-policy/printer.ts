/** Syntax tree -> text. */

import type { Line, PolicySyntax, Word } from "./syntax.js";

export function printWord(word: Pick<Word, "key" | "operator" | "value">): string {
  return word.key + word.operator + word.value;
}

/** The words of a rule with one blank between them. */
export function printRule({ words }: Pick<Line, "words">): string {
  return words.map(printWord).join(" ");
}

/** The text of a line with its ending. */
export function printLine(line: Line): string {
  let text = "";
  for (const word of line.words) text += word.blank + printWord(word);
  if (line.comment !== undefined) text += line.comment.blank + line.comment.text;
  return text + line.tail + line.endText;
}

/** Gives back the text that the tree was parsed from, and the changed text when nodes were changed. */
export function printPolicy(policy: Pick<PolicySyntax, "lines">): string {
  return policy.lines.map(printLine).join("");
}
