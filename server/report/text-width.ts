/** How wide text gets in a drawing that is made without its font. */

import { columnsOf } from "./visible.js";

export interface Font {
  readonly size: number;
  readonly mono: boolean;
}

/** In thousandths of the size, by a wide common font (DejaVu Sans): with others there is room left. */
const widths: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[ijl.,:;'|! ]/, 330],
  [/[ftr()[\]{}/\\"`-]/, 410],
  [/[mMW@%]/, 990],
  [/[w&+=<>~#]/, 838],
  [/[A-Z]/, 710],
];
const ordinary = 636;
const fixed = 604;

export function textWidth(text: string, { size, mono }: Font): number {
  let sum = 0;
  for (const character of text) {
    const columns = columnsOf(character);
    if (mono || columns !== 1) sum += columns * (columns === 1 ? fixed : 620);
    else sum += widths.find(([characters]) => characters.test(character))?.[1] ?? ordinary;
  }
  return (sum * size) / 1000;
}

/** Leaves out the middle: names differ at both ends. */
export function shortened(text: string, characters: number): string {
  const all = [...text];
  if (all.length <= characters) return text;
  const end = Math.floor((characters - 1) / 2);
  return `${all.slice(0, characters - 1 - end).join("")}…${all.slice(all.length - end).join("")}`;
}

/** The start that fits, at least one character; after a character that ends a part of a name if there is one. */
function fitting(text: string, width: number, font: Font): string {
  let end = 0;
  let atPart = 0;
  let used = 0;
  for (const character of text) {
    used += textWidth(character, font);
    if (end > 0 && used > width) return text.slice(0, atPart > end / 2 ? atPart : end);
    end += character.length;
    if (/[-/_.,=|:]/.test(character)) atPart = end;
  }
  return text;
}

/** Lines no wider than that; of more than `most` the last one ends in an ellipsis. */
export function wrapped(text: string, width: number, font: Font, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = [];
  let line = "";
  const words = text.split(" ").filter((word) => word !== "");
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidth(longer, font) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    if (lines.length > most) break;
    const start = fitting(word, width, font);
    line = start;
    if (start.length < word.length) {
      lines.push(start);
      line = "";
      words.unshift(word.slice(start.length));
    }
  }
  if (line !== "") lines.push(line);
  if (lines.length <= most) return lines;
  const last = lines[most - 1] ?? "";
  const room = width - textWidth("…", font);
  return [...lines.slice(0, most - 1), `${fitting(last, room, font).trimEnd()}…`];
}
