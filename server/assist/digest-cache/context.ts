/** What could be written at a place of a digest-cache.conf. */

import type { ConfWord, KeySpec, Section, SectionSpec, Setting, Span } from "../../../grammar/index.js";
import type { Subject } from "../features.js";
import { sectionAt, touches } from "./cursor.js";

export type Context =
  | { readonly kind: "header"; readonly replace: Span; readonly own: Section | undefined }
  | { readonly kind: "name"; readonly replace: Span; readonly spec: SectionSpec }
  | {
      readonly kind: "key";
      readonly replace: Span;
      readonly section: Section | undefined;
      readonly hasEquals: boolean;
    }
  | {
      readonly kind: "value";
      readonly replace: Span;
      readonly spec: SectionSpec;
      readonly key: KeySpec;
      readonly setting: Setting;
    };

/** Whether nothing but blanks, or the end of a line that goes on, is between the end of a setting and a place. */
function goesOn(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const character = text[at];
    if (character === "\n" && !/\\\r*$/.test(text.slice(Math.max(from, at - 3), at))) return false;
    if (character !== "\n" && character !== "\\" && character !== " " && character !== "\t" && character !== "\r")
      return false;
  }
  return true;
}

/** The setting that a place belongs to: it is in it, or in the blanks behind it. */
function settingAt({ settings }: Section, text: string, offset: number): Setting | undefined {
  const setting = settings.findLast(({ span }) => span.start <= offset);
  if (setting === undefined) return undefined;
  return offset <= setting.span.end || goesOn(text, setting.span.end, offset) ? setting : undefined;
}

function ofSetting(section: Section, setting: Setting, offset: number, text: string): Context | undefined {
  const { key, spec, words } = setting;
  if (offset <= key.span.end) return { kind: "key", replace: key.span, section, hasEquals: true };
  const equals = text.indexOf("=", key.span.end);
  if (spec === undefined || section.spec === undefined || offset <= equals) return undefined;
  const word: ConfWord | undefined = words.find(({ span }) => touches(span, offset));
  const replace = word?.span ?? { start: offset, end: offset };
  return { kind: "value", replace, spec: section.spec, key: spec, setting };
}

function ofHeader(section: Section, offset: number, lineEnd: number): Context | undefined {
  const { header, kind, name, spec } = section;
  if (name !== undefined && offset >= name.span.start)
    return spec?.nameOf !== undefined && offset <= name.span.end
      ? { kind: "name", replace: name.span, spec }
      : undefined;
  const replace = { start: header.start, end: Math.min(header.end, lineEnd) };
  return offset > kind.span.end || offset > replace.end ? undefined : { kind: "header", replace, own: section };
}

/** Undefined: nothing that is known of, or a word that goes on in another line. */
export function contextAt(subject: Subject, offset: number): Context | undefined {
  const context = anyContextAt(subject, offset);
  if (context === undefined) return undefined;
  const { replace } = context;
  const isHere = touches(replace, offset) && !subject.document.text.slice(replace.start, replace.end).includes("\n");
  return isHere ? context : undefined;
}

function anyContextAt({ boot, document: { text } }: Subject, offset: number): Context | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const lineEnd = newline === -1 ? text.length : newline;
  if (offset > text.length || text[start] === "#" || text[start] === ";") return undefined;
  const section = sectionAt(boot, offset);
  if (section !== undefined && offset > section.header.start && offset <= Math.max(section.header.end, start))
    if (section.header.start >= start) return ofHeader(section, offset, lineEnd);
  const setting = section && settingAt(section, text, offset);
  if (section !== undefined && setting !== undefined) return ofSetting(section, setting, offset, text);
  const line = text.slice(start, lineEnd);
  // A key is being written, or nothing yet.
  const written = /^([ \t\ufeff]*)([^ \t\r=[\]"]*)[ \t\r]*$/.exec(line);
  const [, blanks = "", word = ""] = written ?? [];
  const replace = { start: start + blanks.length, end: start + blanks.length + word.length };
  if (written === null || !(touches(replace, offset) || word === "")) return undefined;
  const at = word === "" ? { start: offset, end: offset } : replace;
  return { kind: "key", replace: at, section, hasEquals: false };
}
