/** Reviews for people at a terminal. */

import type { Review } from "../checks/review.js";
import {
  type AskedSide,
  groupRows,
  groupsOf,
  noteRows,
  sidesOf,
  summaryOf,
  titleOf,
  tryCommand,
} from "./review-words.js";
import type { Colors } from "./text.js";
import { visible } from "./visible.js";

/** Changes that are told: nobody reads more. */
const mostGroups = 100;

export function reviewText(review: Review, colors: Colors, asked: AskedSide = {}): string {
  const paint = { weaker: colors.red, stronger: colors.green, different: colors.yellow };
  const rows = [`${colors.bold(`${visible(sidesOf(review))}:`)} ${summaryOf(review)}`];
  const groups = groupsOf(review);
  for (const group of groups.slice(0, mostGroups)) {
    const [change] = group.changes;
    const accepted = change.accepted === undefined ? "" : ", accepted";
    rows.push("", `${paint[change.direction](change.direction + accepted)}: ${titleOf(change)}`);
    for (const [title, text] of groupRows(group))
      rows.push(title === "" ? `  ${visible(text)}` : colors.dim(`  ${title.padEnd(6)}  ${visible(text)}`));
    if (change.accepted !== undefined) rows.push(`  reason  ${visible(change.accepted)}`);
    else rows.push(colors.dim(`  try     ${visible(tryCommand(change, review, asked))}`));
  }
  if (groups.length > mostGroups)
    rows.push("", `${groups.length - mostGroups} more changes are left out here; --format json has all of them.`);
  const notes = noteRows(review);
  if (notes.length > 0) rows.push("", ...notes.map((note) => visible(note)));
  const findings = (name: string, list: Review["newFindings"]) => {
    if (list.length === 0) return;
    rows.push("", `${name}:`);
    for (const { check, range, message } of list)
      rows.push(`  line ${range.start.line} [${check}] ${visible(message)}`);
  };
  findings("New findings", review.newFindings);
  findings("Solved findings", review.solvedFindings);
  return `${rows.join("\n")}\n`;
}
