/** A changed text is parsed to what it is parsed to from scratch. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { type Policy, parsePolicy, reparsePolicy } from "../grammar/index.js";

const piece = fc.constantFrom(
  "measure",
  "appraise func=BPRM_CHECK",
  " ",
  "\n",
  "\n",
  "\0",
  "\r\n",
  "# comment",
  "uid=0",
  "fowner>5 ",
  "dont_measure fsmagic=0x9fa0\n",
  "audit obj_type=ü😀_t\n",
  "\t",
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
const edit = fc.record({ at: fc.nat(200), remove: fc.nat(30), insert: fc.array(piece, { maxLength: 4 }) });

const shapeOf = ({ text: all, syntax, rules }: Policy) => ({
  all,
  lines: syntax.lines,
  rules: rules.map(({ line, index, terms, action, func, entry }) => ({ line, index, terms, action, func, entry })),
});

it("whatever is changed, edit after edit", () => {
  fc.assert(
    fc.property(text, fc.array(edit, { minLength: 1, maxLength: 12 }), (first, edits) => {
      let policy = parsePolicy(first);
      for (const { at, remove, insert } of edits) {
        const start = Math.min(at, policy.text.length);
        const changed = policy.text.slice(0, start) + insert.join("") + policy.text.slice(start + remove);
        policy = reparsePolicy(policy, changed);
        expect(shapeOf(policy)).toEqual(shapeOf(parsePolicy(changed)));
      }
    }),
    { numRuns: 3000 },
  );
});

it("keeps the rules before the change", () => {
  const old = parsePolicy("measure uid=0\naudit uid=1\nhash uid=2\n");
  const now = reparsePolicy(old, "measure uid=0\naudit uid=12\nhash uid=2\n");
  expect(now.rules[0]).toBe(old.rules[0]);
  expect(now.rules[2]?.line.start).toBe((old.rules[2]?.line.start ?? 0) + 1);
});
