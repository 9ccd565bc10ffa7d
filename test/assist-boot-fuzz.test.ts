/** Texts that nobody would write: nothing that an editor asks throws, and all places are in the text. */

import { describe, expect, it } from "vitest";
import type { Span } from "../grammar/index.js";
import { wantedPath } from "../server/assist/digest-cache/index.js";
import { features, type SemanticToken, type Subject, subjectOf } from "../server/assist/index.js";
import { sampleDocuments, sampleNames, subjectOfText } from "./assist-boot.js";
import { randomFrom } from "./random-boot.js";

function check(subject: Subject, offsets: readonly number[]): void {
  const { text, path } = subject.document;
  const language = features[subject.language];
  const isInside = ({ start, end }: Span) => {
    if (!(0 <= start && start <= end && end <= text.length)) throw new Error(`${start} to ${end} of ${text.length}`);
  };
  const whole = { start: 0, end: text.length };
  const checkTokens = (tokens: readonly SemanticToken[]) => {
    let end = 0;
    for (const { span } of tokens) {
      isInside(span);
      // No expect() for each of very many.
      const piece = text.slice(span.start, span.end);
      if (span.start < end || piece === "" || piece.includes("\n"))
        throw new Error(JSON.stringify({ span, end, piece }));
      end = span.end;
    }
  };
  checkTokens(language.tokens?.(subject) ?? []);
  for (const { at } of language.hints?.(subject, whole) ?? []) isInside({ start: at, end: at });
  for (const { span } of language.lenses?.(subject) ?? []) isInside(span);
  for (const { span } of language.folds?.(subject) ?? []) isInside(span);
  for (const { span } of language.links?.(subject) ?? []) isInside(span);
  for (const { span, selection, name, children = [] } of language.symbols?.(subject) ?? []) {
    isInside(span);
    expect(name).not.toBe("");
    for (const inner of [{ span: selection, selection }, ...children]) {
      expect(span.start <= inner.span.start && inner.span.end <= span.end).toBe(true);
      expect(inner.span.start <= inner.selection.start && inner.selection.end <= inner.span.end).toBe(true);
    }
  }
  for (const offset of offsets) {
    const found = language.hover?.(subject, offset);
    if (found !== undefined) {
      isInside(found.span);
      expect(found.text).not.toBe("");
    }
    for (const { replace, documentation, insert } of language.completions?.(subject, offset) ?? []) {
      isInside(replace);
      expect(replace.start <= offset && offset <= replace.end).toBe(true);
      expect(text.slice(replace.start, replace.end)).not.toContain("\n");
      expect(insert).not.toBe("");
      documentation?.();
    }
    checkTokens(language.tokens?.(subject, { start: offset, end: Math.min(text.length, offset + 20) }) ?? []);
    let last: Span = { start: offset, end: offset };
    for (const span of language.selections?.(subject, offset) ?? []) {
      isInside(span);
      expect(span.start <= last.start && last.end <= span.end).toBe(true);
      last = span;
    }
    const occurrences = language.occurrences?.(subject, offset);
    for (const place of occurrences?.all ?? []) if (place.path === path) isInside(place.span);
    const edits = language.rename?.(subject, offset, "/other") ?? [];
    if (typeof edits !== "string") for (const { span } of edits) isInside(span);
    for (const { edits: rewriting } of language.actions?.(subject, { start: offset, end: offset }) ?? [])
      for (const { span } of rewriting) isInside(span);
    const wanted = wantedPath(subject, offset);
    if (wanted !== undefined) isInside(wanted.replace);
  }
}

const odd = [
  "\0",
  "\r",
  "\r\n",
  "\n",
  "\\\n",
  "\\\r\n# x\n",
  '"',
  "[",
  "]",
  "=",
  " ",
  "\t",
  "#",
  ";",
  "\ufeff",
  "\ud800",
  "*",
  "é",
  "\u2028",
];
const lines = [
  "[phase",
  '[parser "',
  "parsers = ",
  "= x",
  '[digest-list "*"]',
  'files = "a',
  "cmdline = a \\",
  "[kernel]\ncmdline = ima_policy=",
];

/** A text with a few damages. */
function damaged(text: string, random: () => number): string {
  let result = text;
  const at = () => Math.floor(random() * (result.length + 1));
  for (let count = Math.floor(random() * 8); count >= 0; count--) {
    const [a, b] = [at(), at()].sort((x, y) => x - y) as [number, number];
    const kind = random();
    if (kind < 0.4) result = result.slice(0, a) + (odd[Math.floor(random() * odd.length)] ?? "") + result.slice(a);
    else if (kind < 0.6) result = result.slice(0, a) + result.slice(Math.min(b, a + 40));
    else if (kind < 0.7) result = result.slice(0, b);
    else if (kind < 0.8) result = result.slice(b) + result.slice(a, b);
    else if (kind < 0.9)
      result = `${result.slice(0, a)}\n${lines[Math.floor(random() * lines.length)]}${result.slice(a)}`;
    else result = random() < 0.5 ? result.replace(/\n/g, "\r\n") : result.replace(/\n/g, "");
  }
  return result;
}

describe("damaged texts", () => {
  it.each(sampleNames)("of %s", (name) => {
    const documents = sampleDocuments(name);
    const random = randomFrom(name.length * 977 + 5);
    for (let run = 0; run < 25; run++)
      for (const document of documents) {
        if (!/\.conf$|cmdline$/.test(document.path)) continue;
        const changed = { ...document, text: damaged(document.text, random) };
        const all = documents.map((other) => (other === document ? changed : other));
        const { length } = changed.text;
        const offsets = [0, length, ...Array.from({ length: 12 }, () => Math.floor(random() * (length + 1)))];
        check(subjectOf(changed, all), offsets);
      }
  });
});

describe("odd texts", () => {
  it.each([
    "",
    "\0",
    "\n",
    "[",
    "]",
    "=",
    '"',
    '[phase "',
    "[phase\n\\\n",
    "\ufeff",
    "[kernel]\ncmdline =",
    "a\\",
    "`[x`]",
    '[parser "`"]',
  ])("%j", (text) => {
    const offsets = Array.from({ length: text.length + 2 }, (_, at) => at);
    check(subjectOfText(text), offsets.slice(0, -1));
    check(subjectOf({ path: "/boot/cmdline", text }), offsets.slice(0, -1));
  });

  it("long ones", () => {
    const long = 60_000;
    for (const text of [
      "x".repeat(long),
      `[phase "a"]\nparsers = ${"a ".repeat(long)}`,
      `[phase "a"]\npolicy = a${"\\\n ".repeat(long)}`,
      "[\n".repeat(long / 10),
      `[parser "${"a".repeat(long)}"]\n`,
      `[kernel]\ncmdline = ima_policy=${"tcb|".repeat(long / 10)}`,
      "# c\n".repeat(long / 4),
    ]) {
      check(subjectOfText(text), [0, Math.floor(text.length / 2), text.length]);
      check(subjectOf({ path: "/boot/cmdline", text }), [0, Math.floor(text.length / 2), text.length]);
    }
  });
});
