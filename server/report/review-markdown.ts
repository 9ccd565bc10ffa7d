/** Reviews as a comment on a pull request: one line that says it all, a table, and the rest folded. */

import type { Review, ReviewedChange, ReviewedRule } from "../checks/review.js";
import {
  type AskedSide,
  noteRows,
  regionRows,
  ruleWords,
  sidesOf,
  summaryOf,
  titleOf,
  tryCommand,
} from "./review-words.js";
import { visible } from "./visible.js";

/** Text of others that is shown as it is. */
function plain(text: string): string {
  return (
    visible(text)
      .replace(/[\\`*_{}[\]<>|&#~@]/g, (character) => `&#${character.charCodeAt(0)};`)
      // Addresses would become links: a blank without width keeps them apart.
      .replace(/:(?=\/\/)|\bwww(?=\.)/gi, "$&&#8203;")
  );
}

/** Code of others. Blanks keep the fence from being taken for a part of it. */
function codeBlock(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${visible(line)}`);
}

function changeRow(change: ReviewedChange): string {
  const direction =
    change.accepted === undefined ? change.direction : `${change.direction}, accepted: ${plain(change.accepted)}`;
  const rule = (rule: ReviewedRule | undefined) => plain(ruleWords(rule));
  const where = regionRows(change).map(plain).join("<br>");
  return `| ${direction} | ${titleOf(change)} | ${where} | ${rule(change.before)} | ${rule(change.after)} |`;
}

/** Changes that are told: a comment can hold no more than 65,536 characters. */
const mostChanges = 40;

export function reviewMarkdown(review: Review, asked: AskedSide = {}): string {
  const rows = [`**imalint**: ${plain(sidesOf(review))}: **${summaryOf(review)}**`];
  const told = review.changes.slice(0, mostChanges);
  if (told.length > 0)
    rows.push("", "| | what | where | before | after |", "| --- | --- | --- | --- | --- |", ...told.map(changeRow));
  if (told.length < review.changes.length)
    rows.push("", `${review.changes.length - told.length} more changes are left out here.`);
  for (const note of noteRows(review)) rows.push("", plain(note));
  const fold = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) rows.push("", `<details><summary>${title}</summary>`, "", ...lines, "", "</details>");
  };
  fold("Accesses to try", codeBlock(told.map((change) => tryCommand(change, review, asked))));
  const findings = (name: string, list: Review["newFindings"]) => {
    fold(
      `${name}: ${list.length}`,
      list.map(({ check, range, message }) => `- line ${range.start.line}, ${check}: ${plain(message)}`),
    );
  };
  findings("New findings", review.newFindings);
  findings("Solved findings", review.solvedFindings);
  return `${rows.join("\n")}\n`;
}
