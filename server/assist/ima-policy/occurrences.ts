/** Occurrences: the same file system, user, label or hook in other rules and in the other policies. */

import { readId, readUuid } from "../../../grammar/index.js";
import type { Location, Occurrences, Subject } from "../features.js";
import { itemsOf, type Named, namedBy, policiesOf } from "./named.js";
import { termAt } from "./place.js";

/** Names that are not the kernel's. */
function canRename(kind: string): boolean {
  return kind === "user" || kind === "group" || kind === "uuid" || kind.startsWith("label ");
}

function namedAt(subject: Subject, offset: number) {
  const place = termAt(subject.policy, offset);
  const named = place?.part === "value" ? namedBy(place.term, place.text) : undefined;
  return place === undefined || named === undefined ? undefined : { place, named };
}

function placesOf(subject: Subject, { kind, id }: Named): Location[] {
  const found: Location[] = [];
  for (const { path, policy } of policiesOf(subject))
    for (const { terms } of policy.rules)
      for (const term of terms)
        for (const { start, end, text } of term.key === undefined ? [] : itemsOf(term)) {
          const named = namedBy(term, text);
          if (named?.kind === kind && named.id === id) found.push({ path, span: { start, end } });
        }
  return found;
}

export function occurrences(subject: Subject, offset: number): Occurrences | undefined {
  const found = namedAt(subject, offset);
  if (found === undefined) return undefined;
  const { place, named } = found;
  const all = placesOf(subject, named);
  return { span: place.span, name: place.text, definitions: all, all, canRename: canRename(named.kind) };
}

/** Why a text cannot stand for something of a kind. */
function objection(kind: string, text: string): string | undefined {
  if (/[\s\0]/.test(text) || text === "") return "A value is one word without blanks.";
  if (kind === "user" || kind === "group")
    return readId(text) === undefined ? `A ${kind} is a decimal number from 0 to 4294967294.` : undefined;
  if (kind === "uuid") return readUuid(text)?.rest === "" ? undefined : "A UUID is 8-4-4-4-12 hexadecimal digits.";
  return undefined;
}

export function rename(
  subject: Subject,
  offset: number,
  newName: string,
): readonly (Location & { readonly newText: string })[] | string {
  const found = namedAt(subject, offset);
  if (found === undefined || !canRename(found.named.kind)) return "This is a word of the kernel.";
  return (
    objection(found.named.kind, newName) ??
    placesOf(subject, found.named).map((place) => ({ ...place, newText: newName }))
  );
}
