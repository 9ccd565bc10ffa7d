/** Findings for people: each with the line it is about. */

import { dialectTitles, LineIndex } from "../../grammar/index.js";
import type { Severity } from "../checks/check.js";
import type { FileResult, Finding, LintResult } from "../checks/finding.js";
import { columnsOf, visible } from "./visible.js";

export interface TextOptions {
  readonly colors: Colors;
  /** Columns that may be filled. */
  readonly width: number;
  /** Without the summary when nothing was found. */
  readonly quiet: boolean;
}

export interface Colors {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  green(text: string): string;
}

/** Other places with the same finding that are named; more are only counted. */
const mostPlaces = 12;

/**
 * @param texts the texts that were checked, by path, for the lines that are shown
 */
export function textReport(result: LintResult, texts: ReadonlyMap<string, string>, options: TextOptions): string {
  const parts: string[] = [];
  for (const file of result.files) {
    if (file.findings.length === 0) continue;
    const lines = new LineIndex(texts.get(file.path) ?? "");
    for (const group of groupsOf(file.findings)) parts.push(findingText(file, group, lines, options));
    for (const check of file.truncated)
      parts.push(`${visible(file.path)}: there is more of ${check} than is shown; fix these first.\n`);
  }
  if (parts.length > 0 || !options.quiet) parts.push(summaryText(result, options));
  return parts.join("\n");
}

/** Findings that say the same in several places, in the order of the first ones. */
function groupsOf(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.check, finding.message, finding.help, finding.kernels]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function colorOf(severity: Severity, colors: Colors): (text: string) => string {
  if (severity === "error") return colors.red;
  return severity === "warning" ? colors.yellow : colors.cyan;
}

function findingText(
  file: FileResult,
  [finding, ...others]: Finding[],
  lines: LineIndex,
  { colors, width }: TextOptions,
): string {
  if (finding === undefined) return "";
  const paint = colorOf(finding.severity, colors);
  const { start } = finding.range;
  const gutter = " ".repeat(String(start.line).length + 1);
  const bar = colors.dim("|");
  const out: string[] = [
    `${paint(colors.bold(finding.severity))}${colors.bold(`[${finding.check}]`)} ${colors.bold(`${visible(file.path)}:${start.line}:${start.column}`)}`,
  ];
  const frame = frameOf(finding, lines, width - gutter.length - 2);
  if (frame.line !== "") {
    out.push(`${colors.dim(`${start.line} |`)} ${frame.line}`.trimEnd());
    out.push(`${gutter}${bar} ${" ".repeat(frame.from)}${paint("^".repeat(frame.length))}`);
  }
  const note = (title: string, text: string, paintTitle = colors.bold) => {
    const indent = " ".repeat(gutter.length + 2);
    const first = `${title}: `;
    const rows = wrap(first + visible(text), width - indent.length);
    rows.forEach((row, at) => {
      if (at === 0)
        out.push(
          `${gutter}${colors.dim("=")} ${paintTitle(row.slice(0, title.length + 1))}${row.slice(title.length + 1)}`,
        );
      else out.push(indent + row);
    });
  };
  for (const row of wrap(visible(finding.message), width - gutter.length - 2)) out.push(`${gutter}${bar} ${row}`);
  if (finding.kernels !== undefined) note("kernels", finding.kernels.map((kernel) => `Linux ${kernel}`).join(", "));
  if (finding.help !== undefined) note("help", finding.help, colors.green);
  for (const { path, range, message } of finding.related)
    note(path === file.path ? `line ${range.start.line}` : `${visible(path)}:${range.start.line}`, message);
  for (const assumption of finding.assumptions) note("assuming", assumption);
  if (others.length > 0) {
    const places = others.slice(0, mostPlaces).map((other) => String(other.range.start.line));
    const more = others.length - places.length;
    note(
      "the same",
      `in line${others.length > 1 ? "s" : ""} ${places.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    );
  }
  return `${out.join("\n")}\n`;
}

interface Frame {
  readonly line: string;
  /** Columns before the mark. */
  readonly from: number;
  readonly length: number;
}

/** The line of a finding as it can be shown, cut around the place when it is too long. */
function frameOf(finding: Finding, lines: LineIndex, room: number): Frame {
  const { start, end } = finding.range;
  const text = lines.line(start.line);
  const until = end.line === start.line ? end.column - 1 : text.length;
  const shown = (from: number, to: number) => visible(text.slice(from, to), true);
  // Some context before the place, and as much of the place and what follows as fits.
  const first = shown(0, until).length <= room ? 0 : Math.max(0, start.column - 1 - Math.floor(room / 3));
  const before = (first > 0 ? "..." : "") + shown(first, start.column - 1);
  const marked = shown(start.column - 1, Math.min(until, start.column - 1 + room));
  const full = before + marked + shown(until, Math.min(text.length, until + room));
  const line = full.length > room ? `${full.slice(0, Math.max(room - 3, 3))}...` : full;
  const length = Math.min(marked.length, line.length - before.length);
  return { line, from: columnsOf(before), length: Math.max(1, columnsOf(marked.slice(0, length))) };
}

function wrap(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of text.split(" ")) {
    if (row !== "" && row.length + 1 + word.length > width) {
      rows.push(row);
      row = word;
    } else row = row === "" ? word : `${row} ${word}`;
  }
  rows.push(row);
  return rows;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function summaryText(result: LintResult, { colors, width }: TextOptions): string {
  const { summary } = result;
  const targets = new Set(
    result.files.flatMap((file) =>
      // A kernel configuration is read, and not checked for any kernel.
      file.kernels.length === 0
        ? []
        : `Linux ${file.kernels.join(", ")}${file.dialect === "mainline" ? "" : ` with ${dialectTitles[file.dialect]}`}`,
    ),
  );
  const counts = [
    summary.error > 0 ? colors.red(plural(summary.error, "error")) : "",
    summary.warning > 0 ? colors.yellow(plural(summary.warning, "warning")) : "",
    summary.info > 0 ? colors.cyan(`${summary.info} info`) : "",
  ].filter((text) => text !== "");
  const rows = [
    `${plural(summary.files, "file")} checked for ${[...targets].sort().join("; ")}: ${counts.length === 0 ? colors.green("nothing found") : counts.join(", ")}.`,
  ];
  if (summary.rejected > 0)
    rows.push(
      summary.files === 1
        ? "The kernel would refuse to load this policy."
        : `The kernel would refuse to load ${summary.rejected} of them.`,
    );
  const fixable = result.files
    .flatMap((file) => file.findings)
    .filter((finding) => finding.fixes.some((fix) => fix.safe));
  if (fixable.length > 0) rows.push(`${plural(fixable.length, "problem")} can be fixed with --fix.`);
  const suppressed = result.files.reduce((count, file) => count + file.suppressed.length, 0);
  if (suppressed > 0) rows.push(`${plural(suppressed, "finding")} suppressed by comments.`);
  const assumptions = new Set(result.files.flatMap((file) => file.assumptions));
  if (assumptions.size > 0)
    rows.push(
      ...wrap(`Taken for granted: ${[...assumptions].sort().join("; ")}.`, width).map((row) => colors.dim(row)),
    );
  return `${rows.join("\n")}\n`;
}
