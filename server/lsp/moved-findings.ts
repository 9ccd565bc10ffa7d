/** Findings of an older text, where they are in a newer one. */

import type { Finding } from "../checks/finding.js";

/**
 * What stands before and after the changed part of a text is where it was, and as far from the end as it was. What
 * touches the changed part is left out.
 */
export function moved(findings: readonly Finding[], before: string, after: string): Finding[] {
  if (before === after) return [...findings];
  const shortest = Math.min(before.length, after.length);
  let same = 0;
  while (same < shortest && before.charCodeAt(same) === after.charCodeAt(same)) same++;
  let sameAtEnd = 0;
  while (
    sameAtEnd < shortest - same &&
    before.charCodeAt(before.length - 1 - sameAtEnd) === after.charCodeAt(after.length - 1 - sameAtEnd)
  )
    sameAtEnd++;
  const change = after.length - before.length;
  const place = (offset: number) => (offset <= same ? offset : offset + change);
  return findings
    .filter(({ range }) => range.end.offset <= same || range.start.offset >= before.length - sameAtEnd)
    .map((finding) => {
      const { start, end } = finding.range;
      return {
        ...finding,
        // Only offsets count here: lines and columns are made of them for the client.
        range: { start: { ...start, offset: place(start.offset) }, end: { ...end, offset: place(end.offset) } },
        // Places in a text that is changing are told when they are known again.
        related: [],
        fixes: [],
      };
    });
}
