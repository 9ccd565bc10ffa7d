/** Text of others in Markdown. */

import { visible } from "../../report/visible.js";

/** Words are shown up to this length. */
const longest = 80;

/** Text on one line, cut when it is long. */
export function oneLine(text: string): string {
  const shown = visible(text.slice(0, longest + 1));
  return shown.length > longest ? `${shown.slice(0, longest)}...` : shown;
}

/** A word as it is written. */
export function code(text: string): string {
  // Quotes of code cannot be escaped inside of code.
  return `\`${oneLine(text).replaceAll("`", "'") || " "}\``;
}

/** A sentence in which names of others may be. */
export function prose(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>#|]/g, (character) => `\\${character}`);
}
