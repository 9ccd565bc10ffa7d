/** Completion in comments that suppress findings: ids of checks, those of the findings in the document first. */

import { checks } from "../checks/registry.js";
import { isCommentLine } from "../checks/suppressions.js";
import type { Completion, Subject } from "./features.js";

const word = "imalint-ignore";
/** A comment up to the name that is being written. */
const naming = new RegExp(`^[ \\t]*[#;][ \\t]*${word}(?:-file)?(?:[ \\t]+(?:[^:]*[ \\t,])?)([^ \\t,:]*)$`);
const starting = /^[ \t]*[#;][ \t]*(im[a-z-]*)$/;

/** @returns undefined where there is no such comment */
export function suppressionCompletions(
  { document, language, result }: Subject,
  offset: number,
): Completion[] | undefined {
  const { text } = document;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(start, offset);
  if (!isCommentLine(before, language)) return undefined;
  const [, begun] = starting.exec(before) ?? [];
  if (begun !== undefined && word.startsWith(begun))
    return [word, `${word}-file`].map((label, at) => ({
      label,
      kind: "keyword",
      detail: at === 0 ? "findings of the next rule" : "findings of the whole file",
      replace: { start: offset - begun.length, end: offset },
      insert: `${label} `,
      sort: String(at),
      continues: true,
    }));
  const [, name] = naming.exec(before) ?? [];
  if (name === undefined) return undefined;
  const [rest = ""] = /^[^ \t\r\n,:]*/.exec(text.slice(offset)) ?? [];
  const replace = { start: offset - name.length, end: offset + rest.length };
  const found = new Set(result?.findings.map(({ check }) => check));
  const named = new Set(before.slice(0, before.length - name.length).split(/[ \t,]+/));
  return checks
    .filter(({ id, suppression }) => suppression === undefined && !named.has(id))
    .map(({ id, summary }) => ({
      label: id,
      kind: "value",
      detail: summary,
      replace,
      insert: id,
      sort: found.has(id) ? "0" : "1",
    }));
}
