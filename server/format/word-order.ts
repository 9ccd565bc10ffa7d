/** The order of the words of a rule. */

import { afterAction, isAfterHook, type Line, Rule, type Term, type Word } from "../../grammar/index.js";

/**
 * Every kernel takes this order. What shares a place keeps the order that it has: of equal keys the last one counts,
 * and kernels differ in which order of digest_type= and appraise_type= they take.
 */
const places: readonly (readonly string[])[] = [
  ["func"],
  ["mask"],
  ["fsmagic"],
  ["fsname"],
  ["fs_subtype"],
  ["fsuuid"],
  ["uid", "euid"],
  ["gid", "egid"],
  ["fowner"],
  ["fgroup"],
  ["subj_user"],
  ["subj_role"],
  ["subj_type"],
  ["obj_user"],
  ["obj_role"],
  ["obj_type"],
  ["keyrings"],
  ["label"],
  ["parser"],
  ["digest_type", "appraise_type"],
  ["appraise_algos"],
  ["appraise_flag"],
  ["digest_cache"],
  ["pcr"],
  ["template"],
  ["permit_directio"],
];

const placeOf: ReadonlyMap<string, number> = new Map(places.flatMap((keys, at) => keys.map((key) => [key, at + 1])));

/** Whether some kernel minds where the words of a rule stand now, and so refuses it, or would not any more. */
function isOutOfOrder(terms: readonly Term[]): boolean {
  const action = terms.findIndex((term) => term.action !== undefined);
  const func = terms.findIndex((term) => term.key?.name === "func");
  return terms.some(
    ({ key, word }, at) =>
      key !== undefined &&
      ((at < action && afterAction.has(key.name)) || (isAfterHook(key.name, word.value) && at < func)),
  );
}

/**
 * The words of a line in the usual order. A rule that cannot be read, or that some kernel refuses for the order of its
 * words, keeps it: a layout is no fix.
 */
export function orderedWords(line: Line): readonly Word[] {
  const { terms, entry } = new Rule(line, 0);
  if (entry === undefined || terms.filter((term) => term.action !== undefined).length > 1) return line.words;
  if (terms.some(({ key }) => key !== undefined && !placeOf.has(key.name)) || isOutOfOrder(terms)) return line.words;
  const place = ({ key }: Term) => placeOf.get(key?.name ?? "") ?? 0;
  return [...terms].sort((a, b) => place(a) - place(b)).map(({ word }) => word);
}
