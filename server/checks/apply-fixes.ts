/** Applies fixes to a text. */

import type { FileResult, Finding, FindingFix } from "./finding.js";

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Whether two edits are for the same text. Insertions at one place are not: they are made one after the other. */
function collide(a: Replacement, b: Replacement): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The text with the edits of these fixes; a fix that overlaps one before it is left out whole. */
export function applyFixes(text: string, fixes: readonly FindingFix[]): { text: string; applied: number } {
  // Sorted by start; no two of them collide, so only the neighbours of a place can.
  const taken: Replacement[] = [];
  let applied = 0;
  const placeFor = (start: number) => {
    let low = 0;
    let high = taken.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((taken[middle] as Replacement).start <= start) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const isFree = (edit: Replacement) => {
    const place = placeFor(edit.start);
    for (let at = place - 1; at >= 0; at--) {
      const other = taken[at] as Replacement;
      if (collide(edit, other)) return false;
      if (other.end > other.start) break;
    }
    for (let at = place; at < taken.length; at++) {
      const other = taken[at] as Replacement;
      if (other.start >= edit.end) break;
      if (collide(edit, other)) return false;
    }
    return true;
  };
  for (const fix of fixes) {
    const edits = fix.edits.map(({ range, newText }) => ({
      start: range.start.offset,
      end: range.end.offset,
      newText,
    }));
    if (!edits.every(isFree)) continue;
    for (const edit of edits) taken.splice(placeFor(edit.start), 0, edit);
    applied++;
  }
  let result = "";
  let at = 0;
  for (const { start, end, newText } of taken) {
    result += text.slice(at, start) + newText;
    at = Math.max(at, end);
  }
  return { text: result + text.slice(at), applied };
}

/** The first safe fix of each finding. */
export function safeFixes(findings: readonly Finding[]): FindingFix[] {
  return findings.flatMap((finding) => finding.fixes.find((fix) => fix.safe) ?? []);
}

/** The first fix of each finding, safe or not. */
export function allFixes(findings: readonly Finding[]): FindingFix[] {
  return findings.flatMap((finding) => finding.fixes[0] ?? []);
}

/** A fix can show the next thing to fix; more rounds than this mean that two of them work against each other. */
const mostRounds = 10;

/**
 * Applies fixes until none is left.
 *
 * @param check lints a text again
 * @param choose which fixes are applied; the safe ones if nothing is said
 */
export function fixUntilStable(
  text: string,
  check: (text: string) => FileResult,
  choose: (findings: readonly Finding[]) => FindingFix[] = safeFixes,
): { text: string; applied: number } {
  let current = text;
  let total = 0;
  for (let round = 0; round < mostRounds; round++) {
    const { text: next, applied } = applyFixes(current, choose(check(current).findings));
    if (applied === 0 || next === current) break;
    current = next;
    total += applied;
  }
  return { text: current, applied: total };
}
