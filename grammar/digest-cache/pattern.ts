/** Patterns of names: * stands for any characters, also none, ? for one. */

/**
 * Whether a pattern matches all of a name. Only the last * is ever gone back to, so time is at most the product of the
 * two lengths.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  let inPattern = 0;
  let inName = 0;
  let star = -1;
  /** Where the text that the last * stands for ends. */
  let starEnd = 0;
  while (inName < name.length) {
    const wanted = pattern[inPattern];
    if (wanted === "*") {
      star = inPattern++;
      starEnd = inName;
    } else if (wanted === "?" || wanted === name[inName]) {
      inPattern++;
      inName++;
    } else if (star !== -1) {
      inPattern = star + 1;
      inName = ++starEnd;
    } else return false;
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
}

/** Whether a word is a pattern, not the name of one thing. */
export function isPattern(word: string): boolean {
  return /[*?]/.test(word);
}

/** More than this many comparisons are not worth an answer. */
const tooLong = 1_000_000;

/** Whether some name fits both of two patterns; yes for patterns that are too long to be compared. */
export function patternsOverlap(a: string, b: string): boolean {
  if (!isPattern(a)) return isPattern(b) ? matchesPattern(b, a) : a === b;
  if (!isPattern(b)) return matchesPattern(a, b);
  if (a.length * b.length > tooLong) return true;
  // For each end of b, whether it overlaps with the end of a that begins at the current row.
  let below: boolean[] = [];
  for (let row = a.length; row >= 0; row--) {
    const current: boolean[] = new Array(b.length + 1).fill(false);
    for (let column = b.length; column >= 0; column--) {
      const [left, right] = [a[row], b[column]];
      if (left === undefined && right === undefined) current[column] = true;
      else if (left === "*")
        current[column] = below[column] === true || (right !== undefined && current[column + 1] === true);
      else if (right === "*")
        current[column] = current[column + 1] === true || (left !== undefined && below[column] === true);
      else if (left !== undefined && right !== undefined)
        current[column] = (left === right || left === "?" || right === "?") && below[column + 1] === true;
    }
    below = current;
  }
  return below[0] === true;
}
