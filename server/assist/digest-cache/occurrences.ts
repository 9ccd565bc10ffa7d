/** Where a name of a description is, and where the file is that it names. */

import type { Location, Occurrences, Subject } from "../features.js";
import { cursorAt } from "./cursor.js";
import { describing, type NamePlace, nameAt, namesIn } from "./names.js";
import { pathOf, pathsIn } from "./paths.js";

/** All places of one name, those that describe it among them. */
export function placesOf({ boot }: Subject, { kind, word }: NamePlace): NamePlace[] {
  return namesIn(boot).filter((place) => place.kind === kind && place.word.text === word.text);
}

/** Whether a name is one that people chose: the key of the kernel's build is there without a section. */
export function isOwnName(subject: Subject, { kind, word }: NamePlace): boolean {
  return !(kind === "key" && word.text === "kernel-build" && describing(subject.boot, kind, word.text).length === 0);
}

function ofName(subject: Subject, name: NamePlace): Occurrences {
  const { path } = subject.document;
  const located = ({ word }: NamePlace): Location => ({ path, span: word.span });
  const definitions = describing(subject.boot, name.kind, name.word.text);
  const own = placesOf(subject, name);
  // A pattern describes a name without being it.
  const others = definitions.filter(({ word }) => word.text !== name.word.text);
  return {
    span: name.word.span,
    name: name.word.text,
    definitions: definitions.map(located),
    all: [...own, ...others].map(located),
    canRename: isOwnName(subject, name),
  };
}

function ofFile(subject: Subject, offset: number): Occurrences | undefined {
  const cursor = cursorAt(subject.boot, offset);
  const { section, setting } = cursor ?? {};
  if (cursor?.part !== "value" || section?.spec === undefined || setting === undefined) return undefined;
  const path = pathOf(subject, section.spec, setting);
  if (path === undefined) return undefined;
  const definitions = subject.documents.some((document) => document.path === path)
    ? [{ path, span: { start: 0, end: 0 } }]
    : [];
  const named = pathsIn(subject, subject.boot)
    .filter((other) => other.path === path)
    .map((other) => ({ path: subject.document.path, span: other.setting.value.span }));
  const { span, text } = setting.value;
  return { span, name: text, definitions, all: [...definitions, ...named], canRename: false };
}

export function occurrences(subject: Subject, offset: number): Occurrences | undefined {
  const name = nameAt(subject.boot, offset);
  return name === undefined ? ofFile(subject, offset) : ofName(subject, name);
}
