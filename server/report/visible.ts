/** Showing text of others in a terminal. */

/**
 * Text that is safe to show: control characters could move the cursor or hide something.
 *
 * @param inLine tabs become blanks, for lines of the policy
 */
export function visible(text: string, inLine = false): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is made visible
  return text.replace(/[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (character) => {
    if (inLine && character === "\t") return "    ";
    if (character === "\r") return "\\r";
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
  });
}

/** Characters that fill two columns: East Asian ones and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Columns that a text fills in a terminal, as far as that can be known. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}
