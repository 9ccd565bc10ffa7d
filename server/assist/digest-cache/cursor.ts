/** What of a digest-cache.conf a place in its text is. */

import type { BootFile, ConfWord, Section, Setting, Span } from "../../../grammar/index.js";

export interface Cursor {
  readonly section: Section;
  /** For keys and values. */
  readonly setting: Setting | undefined;
  readonly part: "kind" | "name" | "key" | "value";
  readonly word: ConfWord;
}

/** Whether an offset is in a span, or at one of its ends. */
export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** The section that an offset is in: the last one that begins before it. */
export function sectionAt({ sections }: BootFile, offset: number): Section | undefined {
  return sections.findLast(({ header }) => header.start <= offset);
}

/** From the header to the end of the last setting. */
export function spanOfSection({ header, settings }: Section): Span {
  return { start: header.start, end: Math.max(header.end, settings.at(-1)?.span.end ?? 0) };
}

/** The word of a description at an offset. */
export function cursorAt(file: BootFile, offset: number): Cursor | undefined {
  const section = sectionAt(file, offset);
  if (section === undefined) return undefined;
  const { kind, name } = section;
  if (name !== undefined && touches(name.span, offset))
    return { section, setting: undefined, part: "name", word: name };
  if (touches(kind.span, offset)) return { section, setting: undefined, part: "kind", word: kind };
  const setting = section.settings.findLast(({ span }) => touches(span, offset));
  if (setting === undefined) return undefined;
  if (touches(setting.key.span, offset)) return { section, setting, part: "key", word: setting.key };
  const word = setting.words.find(({ span }) => touches(span, offset));
  return word && { section, setting, part: "value", word };
}
