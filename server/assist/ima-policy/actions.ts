/** Rewrites that keep what a rule does: a file system by its name instead of its number, and back. */

import {
  type FileSystem,
  fileSystemByMagic,
  fileSystemByType,
  fileSystems,
  isServed,
  type Rule,
  readMagic,
  type Span,
  type Term,
} from "../../../grammar/index.js";
import type { Action, Subject } from "../features.js";
import { rulesIn } from "./place.js";

/** Whether the number means this one type and the type this one number. What a server hands over may differ. */
function isOneToOne({ types }: FileSystem): boolean {
  const [type, ...others] = types;
  if (type === undefined || others.length > 0) return false;
  const sharing = fileSystems.filter((other) => other.types.includes(type));
  return sharing.length === 1 && sharing.every((other) => !isServed(other));
}

function otherForm({ key, word, fault }: Term): string | undefined {
  if (key === undefined || fault !== undefined) return undefined;
  const byNumber = key.name === "fsmagic";
  if (!byNumber && key.name !== "fsname") return undefined;
  const found = byNumber ? fileSystemByMagic(readMagic(word.value) ?? "") : fileSystemByType(word.value);
  if (found === undefined || !isOneToOne(found)) return undefined;
  return byNumber ? `fsname=${found.types[0]}` : `fsmagic=0x${found.magic}`;
}

/** With both conditions in a rule, one would get in the way of the other. */
function isOnly(rule: Rule): boolean {
  return rule.terms.filter(({ key }) => key?.name === "fsmagic" || key?.name === "fsname").length === 1;
}

export function actions({ policy, document }: Subject, span: Span): Action[] {
  return rulesIn(policy, span)
    .filter(isOnly)
    .flatMap(({ terms }) => terms)
    .filter(({ word }) => word.start <= span.end && span.start <= word.end)
    .flatMap((term): Action[] => {
      const newText = otherForm(term);
      if (newText === undefined) return [];
      const { start, end } = term.word;
      return [
        { title: `Write ${newText}`, kind: "rewrite", path: document.path, edits: [{ span: { start, end }, newText }] },
      ];
    });
}
