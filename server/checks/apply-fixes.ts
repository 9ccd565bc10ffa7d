/** Applies fixes to a text. */

import type { FileResult, Finding, FindingFix } from "./finding.js";

/** The text with the edits of these fixes; a fix that overlaps one before it is left out whole. */
export function applyFixes(text: string, fixes: readonly FindingFix[]): { text: string; applied: number } {
  const taken: { start: number; end: number; newText: string }[] = [];
  let applied = 0;
  for (const fix of fixes) {
    const edits = fix.edits.map(({ range, newText }) => ({
      start: range.start.offset,
      end: range.end.offset,
      newText,
    }));
    const overlaps = edits.some((edit) =>
      taken.some(
        (other) =>
          (edit.start < other.end && other.start < edit.end) ||
          // Insertions at one place are kept in order; anything else must not touch a replaced place.
          (edit.start === other.start && edit.end === other.end && edit.start !== edit.end),
      ),
    );
    if (overlaps) continue;
    taken.push(...edits);
    applied++;
  }
  const sorted = taken
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.start - b.edit.start || a.order - b.order);
  let result = "";
  let at = 0;
  for (const { edit } of sorted) {
    result += text.slice(at, edit.start) + edit.newText;
    at = Math.max(at, edit.end);
  }
  return { text: result + text.slice(at), applied };
}

/** The first safe fix of each finding. */
export function safeFixes(findings: readonly Finding[]): FindingFix[] {
  return findings.flatMap((finding) => finding.fixes.find((fix) => fix.safe) ?? []);
}

/** A fix can show the next thing to fix; more rounds than this mean that two of them work against each other. */
const mostRounds = 10;

/**
 * Applies safe fixes until none is left.
 *
 * @param check lints a text again
 */
export function fixUntilStable(text: string, check: (text: string) => FileResult): { text: string; applied: number } {
  let current = text;
  let total = 0;
  for (let round = 0; round < mostRounds; round++) {
    const { text: next, applied } = applyFixes(current, safeFixes(check(current).findings));
    if (applied === 0 || next === current) break;
    current = next;
    total += applied;
  }
  return { text: current, applied: total };
}
