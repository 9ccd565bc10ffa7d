/** Lines of a digest-cache.conf that say what is taken for granted without them, or that it is otherwise. */

import { type BootFile, type KeySpec, keySpec, type Section, sectionSpec, sectionsOf } from "../../../grammar/index.js";
import type { Assumption } from "../../boot/index.js";
import type { TextEdit } from "../features.js";
import { spanOfSection } from "./cursor.js";
import { describing } from "./names.js";

/** A line that a description could have. */
export interface Fact {
  readonly kind: string;
  readonly name: string | undefined;
  readonly key: string;
  readonly value: string;
  /** What is taken for granted without it. */
  readonly assumed: string;
  /** Whether the line says just that, and not that it is otherwise. */
  readonly isAsAssumed: boolean;
}

/** The line of an assumption; undefined: it is no line of a description, or an example with a name to be filled in. */
function factOf({ text, change }: Assumption): Fact | undefined {
  const found = /^\[([a-z-]+)(?: "([^"\n]*)")?\] ([a-z-]+) = ([^\n]+)$/.exec(change);
  if (found === null) return undefined;
  const [, kind = "", name, key = "", value = ""] = found;
  return key === "config" || name === "/lib/modules/MODULE.ko"
    ? undefined
    : { kind, name, key, value, assumed: text, isAsAssumed: false };
}

/** The value that is taken for granted, where it is one that can be written. */
function usualValue({ byDefault = "", choices, type }: KeySpec, otherwise: string): string | undefined {
  if (choices?.length === 2) return choices.find(({ word }) => word !== otherwise)?.word;
  const isValue = type === "path" ? /^\/\S+$/.test(byDefault) : choices?.some(({ word }) => word === byDefault);
  return isValue && byDefault !== otherwise ? byDefault : undefined;
}

/** As it is taken for granted, and otherwise. */
export function factsOf(assumption: Assumption): Fact[] {
  const fact = factOf(assumption);
  const section = fact && sectionSpec(fact.kind);
  const key = fact && section && keySpec(section, fact.key);
  if (fact === undefined || key === undefined) return [];
  const usual = usualValue(key, fact.value);
  return usual === undefined ? [fact] : [{ ...fact, value: usual, isAsAssumed: true }, fact];
}

/** The section that a fact belongs into; undefined: there is none. */
export function homeOf(file: BootFile, { kind, name }: Fact): Section | undefined {
  if (kind === "digest-list" && name !== undefined) {
    // A section of its own would take the facts of the pattern from it.
    return describing(file, kind, name)[0]?.section;
  }
  return sectionsOf(file, kind).find((section) => name === undefined || section.name?.text === name);
}

function eolOf(text: string): string {
  return /\r\n/.test(text) ? "\r\n" : "\n";
}

/** A new line behind the one that a place is in, and behind those that go on with it. */
function lineAfter(text: string, offset: number, line: string): TextEdit {
  const eol = eolOf(text);
  for (let from = offset; ; ) {
    const newline = text.indexOf("\n", from);
    if (newline === -1) return { span: { start: text.length, end: text.length }, newText: `${eol}${line}` };
    if (!/\\\r*$/.test(text.slice(Math.max(0, newline - 3), newline)))
      return { span: { start: newline + 1, end: newline + 1 }, newText: `${line}${eol}` };
    from = newline + 1;
  }
}

export function editOf(file: BootFile, fact: Fact): TextEdit {
  const { kind, name, key, value } = fact;
  const { text } = file;
  const line = `${key} = ${value}`;
  const section = homeOf(file, fact);
  if (section !== undefined) return lineAfter(text, spanOfSection(section).end, line);
  const eol = eolOf(text);
  const before = text === "" ? "" : text.endsWith("\n") ? eol : `${eol}${eol}`;
  const header = name === undefined ? `[${kind}]` : `[${kind} "${name}"]`;
  return {
    span: { start: text.length, end: text.length },
    newText: `${before}${header}${eol}${line}${eol}`,
  };
}
