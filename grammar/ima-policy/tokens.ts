/**
 * Tokens of a policy. Six are enough, because the kernel too only splits a line at blanks and compares words
 * afterwards: no keyword can be mistaken for the beginning of another one.
 */

import { createToken, Lexer } from "chevrotain";

export const LineEnd = createToken({ name: "LineEnd", pattern: /\n/, line_breaks: true });
/** A NUL byte ends a line inside the kernel just as LF does. */
export const Nul = createToken({ name: "Nul", pattern: /\0/, line_breaks: false });
export const Blank = createToken({ name: "Blank", pattern: /[ \t]+/, line_breaks: false });
/** Only where a word could begin: in `fsname=a#b` and in `a#b` the # is part of the word. */
export const Comment = createToken({ name: "Comment", pattern: /#[^\n\0]*/, line_breaks: false });
/** A word, or the part of it before the first operator. */
export const Text = createToken({
  name: "Text",
  pattern: /[^ \t\n\0=<>]+/,
  line_breaks: false,
});
/** The first operator of a word and everything behind it. */
export const Assignment = createToken({ name: "Assignment", pattern: /[=<>][^ \t\n\0]*/, line_breaks: false });

export const tokens = [LineEnd, Nul, Blank, Comment, Text, Assignment];

/** @param validate checks the token definitions themselves, which is the work of the tests */
export function createLexer(validate: boolean): Lexer {
  return new Lexer(tokens, {
    positionTracking: "onlyOffset",
    // Choosing tokens by their first character pays off only with many more of them, and costs 10 ms at start.
    safeMode: true,
    skipValidations: !validate,
  });
}
