/** Another name for what a description describes or names. */

import { isPattern } from "../../../grammar/index.js";
import type { LanguageFeatures, Subject } from "../features.js";
import { type NamePlace, nameAt, namesIn } from "./names.js";
import { isOwnName, placesOf } from "./occurrences.js";

/** Why a name cannot be written everywhere; undefined: it can. */
function trouble(subject: Subject, old: NamePlace, name: string): string | undefined {
  const { kind, word } = old;
  if (name.trim() === "") return "A name has at least one character.";
  if (/["\n\r\0]/.test(name)) return "A name cannot have quotes or line ends in it: it stands in quotes.";
  if (/^[#;\ufeff\s]|[\\\s]$/.test(name))
    return "A name cannot begin with # or ;, end with \\, or have blanks around it.";
  if (kind === "file" && !name.startsWith("/")) return "The path of a file of the machine begins with /.";
  if (isPattern(name) && !isPattern(word.text))
    return kind === "digest-list" ? "This would be a pattern: * and ? stand for others." : "* and ? stand for others.";
  const places = namesIn(subject.boot).filter((place) => place.kind === kind && place.word.text === name);
  if (name !== word.text && places.some(({ setting }) => setting === undefined))
    return `There is a [${kind} "${name}"] already.`;
  if (kind === "key" && name === "kernel-build") return "kernel-build is the key of the kernel's build.";
  if (kind === "phase" && name === "kernel") return "from-phase = kernel is for keys that the kernel loads by itself.";
  return undefined;
}

/** As it is written where it is named: words of a list are separated by blanks. */
function written({ setting, word }: NamePlace, name: string, text: string): string {
  const isQuoted = text[word.span.start - 1] === '"';
  return setting === undefined || setting.spec?.type === "text" || isQuoted || !/[ \t]/.test(name) ? name : `"${name}"`;
}

export const rename: NonNullable<LanguageFeatures["rename"]> = (subject, offset, newName) => {
  const name = nameAt(subject.boot, offset);
  if (name === undefined) return "This is no name that can be changed here.";
  if (!isOwnName(subject, name)) return "This name is not one of the description.";
  const { path, text } = subject.document;
  return (
    trouble(subject, name, newName) ??
    placesOf(subject, name).map((place) => ({
      path,
      span: place.word.span,
      newText: written(place, newName, text),
    }))
  );
};
