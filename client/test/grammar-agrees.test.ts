/** What the TextMate grammar colours is what the parser reads, on random policies. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { classify, type Term, valueSpan } from "../../grammar/ima-policy/rules.js";
import { hookSpellings, readHookName } from "../../grammar/ima-policy/values.js";
import { actions, keys, parsePolicy } from "../../grammar/index.js";
import { loadGrammar, scopesOf } from "./scopes.js";

type Kind = "action" | "key" | "hook" | "number" | "comment";

const kindOfScope: readonly (readonly [string, Kind])[] = [
  ["keyword.control.action", "action"],
  ["support.type.property-name", "key"],
  ["support.function.hook", "hook"],
  ["constant.numeric", "number"],
  ["comment", "comment"],
];

const numberOf: Readonly<Record<string, RegExp>> = {
  magic: /^\+?(?:0x)?[0-9a-f]+$/i,
  id: /^\+?[0-9]+$/,
  pcr: /^[+-]?[0-9]+$/,
};

function termPieces(term: Term): string[] {
  const { word, action, key, fault } = term;
  if (action !== undefined) return [`${word.start}-${word.end} action`];
  // A key without its value is one to whoever is typing it.
  if (key === undefined || (fault !== undefined && !(fault === "no-value" && word.operator !== ""))) return [];
  const pieces = [`${word.start}-${word.start + word.key.length} key`];
  const { start, end } = valueSpan(term);
  if (word.value === "") return pieces;
  if (key.value === "hook" && readHookName(word.value) !== undefined) pieces.push(`${start}-${end} hook`);
  if (numberOf[key.value]?.test(word.value)) pieces.push(`${start}-${end} number`);
  return pieces;
}

function parsedPieces(text: string): string[] {
  return parsePolicy(text).syntax.lines.flatMap(({ words, comment }) => [
    ...words.flatMap((word) => termPieces(classify(word))),
    ...(comment === undefined ? [] : [`${comment.end - comment.text.length}-${comment.end} comment`]),
  ]);
}

const keyName = fc.constantFrom(...keys.map(({ name }) => name), "Func", "funcs", "unc");
const value = fc.oneof(
  fc.constantFrom(...hookSpellings, "NONE", "0x9fa0", "9fa0", "+0X1", "-1", "0", "1000", "4294967295", "99x", "imasig"),
  fc.constantFrom("^MAY_READ", "sha256,sha512", "a|b", "#", "a#b", "=", "=0", "func=FILE_CHECK", "", "\r", "ü"),
  fc.string({ unit: fc.constantFrom(..."09afx+-=<>#^|,.\r_"), maxLength: 8 }),
);
const word = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...hookSpellings).map((hook) => `func=${hook}`) },
  { weight: 2, arbitrary: fc.constantFrom("uid=0", "fowner>99", "fsmagic=9fa0", "pcr=-0", "egid<+5", "fsmagic=0x") },
  { weight: 2, arbitrary: fc.constantFrom(...actions.map(({ name }) => name), "measur", "dont_", "Measure") },
  {
    weight: 5,
    arbitrary: fc
      .tuple(keyName, fc.constantFrom("=", "=", "=", "<", ">", "", ":", "=="), value)
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.constantFrom("#", "# note", "#func=FILE_CHECK", "=", "<0", "é", "\u00a0measure") },
);
const blank = fc.constantFrom(" ", " ", " ", "\t", "  ", "\0", "\n", "\n", "\r\n", "");
const policy = fc.array(fc.tuple(word, blank), { maxLength: 30, size: "max" }).map((parts) => parts.flat().join(""));

it("agrees with the parser", async () => {
  const grammar = await loadGrammar("ima-policy");
  const seen = new Map<Kind, number>();
  fc.assert(
    fc.property(policy, (text) => {
      const coloured = scopesOf(grammar, "ima-policy", text).flatMap(({ start, end, scope }) => {
        const kind = kindOfScope.find(([name]) => scope.startsWith(name))?.[1];
        if (kind === undefined) return [];
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        return [`${start}-${end} ${kind}`];
      });
      expect(coloured).toEqual(parsedPieces(text));
    }),
    { numRuns: 2000 },
  );
  // Otherwise nothing would have been compared.
  for (const kind of ["action", "key", "hook", "number", "comment"] as const)
    expect(seen.get(kind)).toBeGreaterThan(100);
});
