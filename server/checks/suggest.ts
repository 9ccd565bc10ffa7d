/** Suggestions for misspelt words. */

/** Edits between two words, an exchange of neighbours counting as one (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

const normalized = (word: string) => word.toLowerCase().replaceAll("-", "_");

/** Longest word that is compared; a longer one is no slip of the finger. */
const longest = 40;

export interface Suggestion {
  readonly word: string;
  /** Within one edit, and nothing else is as near: nothing else can have been meant. */
  readonly sure: boolean;
}

/** The candidate that was probably meant, if one is near enough. */
export function suggest(word: string, candidates: Iterable<string>): Suggestion | undefined {
  if (word.length > longest) return undefined;
  const wanted = normalized(word);
  let best: string | undefined;
  // About every third letter may be wrong, but never so many that any short word will do.
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  let unique = true;
  for (const candidate of candidates) {
    const found = distance(wanted, normalized(candidate));
    if (found === bestDistance && best !== undefined) unique = false;
    if (found < bestDistance) {
      best = candidate;
      bestDistance = found;
      unique = true;
    }
  }
  return best === undefined ? undefined : { word: best, sure: unique && bestDistance <= 1 };
}

/** "did you mean X?" as the end of a sentence, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  return asQuestion(suggest(word, candidates));
}

/** A suggestion as the end of a sentence; a full stop when there is none. */
export function asQuestion(suggestion: Suggestion | undefined, otherwise = ""): string {
  return suggestion === undefined ? otherwise : `; did you mean "${suggestion.word}"?`;
}
