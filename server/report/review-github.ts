/**
 * Reviews as workflow commands, which GitHub Actions shows beside the lines.
 *
 * Source: "Workflow commands for GitHub Actions", and command.ts of actions/toolkit for what is escaped.
 */

import type { Severity } from "../checks/check.js";
import type { Review, ReviewedChange } from "../checks/review.js";
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
import { visible } from "./visible.js";

type Level = "error" | "warning" | "notice";

const levels: Readonly<Record<ReviewedChange["direction"], Level>> = {
  weaker: "error",
  different: "warning",
  stronger: "notice",
};
const levelOf: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "notice" };

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Properties that are undefined are left out. */
function command(
  level: Level,
  properties: Readonly<Record<string, string | number | undefined>>,
  rows: readonly string[],
): string {
  const named = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
  );
  const message = rows.map((row) => visible(row)).join("\n");
  return `::${level} ${named.join(",")}::${escapeData(message)}`;
}

/** The file that the comment belongs to: the new policy, or the old one when there is no new one. */
function fileOf({ before, after, commandLines }: Review): string | undefined {
  if (commandLines.after === undefined) return after;
  return commandLines.before === undefined ? before : undefined;
}

/** Changes that are told, weaker first: GitHub shows no more than 50 for a job, and the last line counts all. */
const mostGroups = 50;

export function reviewGithub(review: Review, asked: AskedSide = {}): string {
  const file = fileOf(review);
  const rows: string[] = [];
  for (const group of groupsOf(review).slice(0, mostGroups)) {
    const [change] = group.changes;
    const { direction, accepted } = change;
    const { line } = (review.commandLines.after === undefined ? change.after : change.before) ?? {};
    const title = `${direction}${accepted === undefined ? "" : ", accepted"}: ${titleOf(change)}`;
    const told = groupRows(group).map(([name, text]) => (name === "" ? text : `${name}: ${text}`));
    const last = accepted === undefined ? `try: ${tryCommand(change, review, asked)}` : `reason: ${accepted}`;
    const level = accepted === undefined ? levels[direction] : "notice";
    rows.push(command(level, { file, line, title }, [...told, last]));
  }
  for (const note of noteRows(review)) rows.push(command("warning", { file, title: "not compared" }, [note]));
  for (const { check, severity, range, message } of review.newFindings)
    rows.push(
      command(levelOf[severity], { file, line: range.start.line, col: range.start.column, title: check }, [message]),
    );
  // For the log, where commands are but marks. What a path begins with must not make another one of it.
  rows.push(`imalint: ${visible(sidesOf(review))}: ${summaryOf(review)}`);
  return `${rows.join("\n")}\n`;
}
