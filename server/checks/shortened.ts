/** Words of a text are shown up to this length. */
const longest = 60;

export function shortened(word: string): string {
  return word.length > longest ? `${word.slice(0, longest)}...` : word;
}
