/** Sections and settings -> text, in the usual layout. */

import type { Span } from "../text.js";
import type { BootFile, Section, Setting } from "./model.js";

/** A word of a value; one with blanks in it needs quotes. */
function printConfWord(word: string): string {
  return word === "" || /[ \t\r]/.test(word) ? `"${word}"` : word;
}

/** Text needs quotes only to keep blanks around it. */
function printConfText(text: string): string {
  return text === "" || /^[ \t\r]|[ \t\r]$/.test(text) ? `"${text}"` : text;
}

export function printSetting({ key, spec, words }: Pick<Setting, "key" | "spec" | "words">): string {
  const print = spec?.type === "text" ? printConfText : printConfWord;
  return [key.text, "=", ...words.map((word) => print(word.text))].join(" ");
}

export function printHeader({ kind, name }: Pick<Section, "kind" | "name">): string {
  const words = [...(kind.text === "" ? [] : [kind.text]), ...(name === undefined ? [] : [`"${name.text}"`])];
  return `[${words.join(" ")}]`;
}

/** A line that is not taken for a comment, and does not go on in the next one. */
function guarded(line: string): string {
  return `${/^[#;\ufeff]/.test(line) ? " " : ""}${line}${line.endsWith("\\") ? " " : ""}`;
}

interface Item {
  readonly kind: "header" | "setting" | "comment";
  readonly span: Span;
  readonly text: string;
  /** A line that is left as it is. */
  readonly faulty?: true;
}

function itemsOf(file: BootFile): Item[] {
  const items: Item[] = [];
  // What is not understood stays as it is, once for all that is wrong with it.
  let last: Span | undefined;
  for (const { line } of file.faults) {
    if (line !== last) {
      const kind = file.text[line.start] === "[" ? "header" : "setting";
      items.push({ kind, span: line, text: guarded(file.text.slice(line.start, line.end)), faulty: true });
    }
    last = line;
  }
  for (const comment of file.comments) items.push({ kind: "comment", span: comment.span, text: comment.text });
  for (const section of file.sections) {
    items.push({ kind: "header", span: section.header, text: printHeader(section) });
    for (const setting of section.settings)
      items.push({ kind: "setting", span: setting.span, text: guarded(printSetting(setting)) });
  }
  items.sort((a, b) => a.span.start - b.span.start);
  // What was read of a faulty line, and comments in it, come behind it.
  let end = 0;
  return items.filter((item) => {
    if (item.span.start < end) return false;
    if (item.faulty) end = item.span.end;
    return true;
  });
}

/**
 * Prints a description in the usual layout: one blank line before each section and the comments that stand directly
 * above it, none elsewhere, each setting on one line. Lines that are not of the language are left as they are.
 */
export function printBootFile(file: BootFile): string {
  const items = itemsOf(file);
  let text = "";
  /** Comments that may belong to the header after them. */
  let above: Item[] = [];
  const flush = () => {
    for (const comment of above) text += `${comment.text}\n`;
    above = [];
  };
  const isApart = (before: Item, after: Item) =>
    /\n[ \t\r]*\n/.test(file.text.slice(before.span.end, after.span.start));
  for (const item of items) {
    const last = above.at(-1);
    if (last !== undefined && isApart(last, item)) flush();
    if (item.kind === "comment") {
      above.push(item);
      continue;
    }
    if (item.kind === "header" && text !== "") text += "\n";
    flush();
    text += `${item.text}\n`;
  }
  flush();
  return text;
}
