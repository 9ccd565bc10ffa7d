/** A changed text -> policy, with as much as possible of what the text before it was parsed to. */

import { parseLines } from "./parser.js";
import { type Policy, parsePolicy } from "./policy.js";
import { isRule, Rule } from "./rules.js";
import type { Line, Word } from "./syntax.js";

/** The index of the first line that starts at an offset or behind it. */
function firstLineAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many characters two texts have in common at their start, and, behind that, at their end. */
function common(a: string, b: string): { start: number; end: number } {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end++;
  return { start, end };
}

// Written out, because thousands of them are made for each character that is typed.
function movedWord({ blank, key, operator, value, start, end }: Word, by: number): Word {
  return { blank, key, operator, value, start: start + by, end: end + by };
}

function movedLine({ words, comment, tail, ending, endText, start, end }: Line, by: number): Line {
  return {
    words: words.map((word) => movedWord(word, by)),
    comment: comment && { ...comment, start: comment.start + by, end: comment.end + by },
    tail,
    ending,
    endText,
    start: start + by,
    end: end + by,
  };
}

/**
 * What parsePolicy() makes of a text. Lines before the first change are those of the old policy, lines behind the last
 * one are moved, and only what is in between is parsed.
 *
 * @param old a policy that was parsed to be loaded by its path
 */
export function reparsePolicy(old: Policy, text: string): Policy {
  if (text === old.text) return old;
  const { start, end } = common(old.text, text);
  const from = start === 0 ? 0 : old.text.lastIndexOf("\n", start - 1) + 1;
  // The line feed has to be one of the common characters.
  const lineFeed = old.text.indexOf("\n", old.text.length - end);
  if (lineFeed === -1) return from === 0 ? parsePolicy(text) : joined(old, text, from, undefined);
  return joined(old, text, from, lineFeed + 1);
}

/** @param oldRest where that begins in the old text which is at the end of the new one as well */
function joined(old: Policy, text: string, from: number, oldRest: number | undefined): Policy {
  const oldLines = old.syntax.lines;
  const before = firstLineAt(oldLines, from);
  const rest = oldRest === undefined ? oldLines.length : firstLineAt(oldLines, oldRest);
  const by = text.length - old.text.length;
  const lines = oldLines.slice(0, before);
  parseLines(text, from, oldRest === undefined ? text.length : oldRest + by, lines);
  // What is parsed to the end of the text has its last line; what follows has its own.
  const isAtEnd = oldRest === undefined || oldRest + by === text.length;
  const middleEnd = lines.length;
  if (!isAtEnd) for (const line of oldLines.slice(rest)) lines.push(by === 0 ? line : movedLine(line, by));

  const rules: Rule[] = [];
  let at = 0;
  for (const rule of old.rules) {
    if (rule.index >= before) break;
    rules.push(rule);
    at++;
  }
  for (let index = before; index < middleEnd; index++) {
    const line = lines[index];
    if (line !== undefined && isRule(lines, index, true)) rules.push(new Rule(line, index));
  }
  if (!isAtEnd)
    for (; at < old.rules.length; at++) {
      const rule = old.rules[at];
      if (rule === undefined || rule.index < rest) continue;
      const index = rule.index - rest + middleEnd;
      const line = lines[index];
      if (line === undefined) continue;
      rules.push(line === rule.line && index === rule.index ? rule : rule.movedTo(line, index));
    }
  return { text, syntax: { text, lines }, rules };
}
