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
