/**
 * Tokens of a digest-cache.conf. What a character means depends on where in a line it is ("=" and "]" belong to a word
 * of a value), so the lexer has a mode for each part of a line. Comments and continued lines are taken out before, by
 * unfold() in parser.ts.
 */

import { createToken, Lexer } from "chevrotain";

/** The end of a line in which nothing began: it leaves no mode. */
export const ConfEmptyEnd = createToken({ name: "EmptyEnd", pattern: /\n/, line_breaks: true });
export const ConfLineEnd = createToken({ name: "LineEnd", pattern: /\n/, line_breaks: true, pop_mode: true });
export const ConfBlank = createToken({ name: "Blank", pattern: /[ \t\r]+/, line_breaks: false, group: Lexer.SKIPPED });

/** A comment begins in the first column; one that does not is most likely meant to be one. */
export const ConfIndented = createToken({ name: "IndentedComment", pattern: /[#;][^\n]*/, line_breaks: false });
export const ConfOpen = createToken({ name: "Open", pattern: /\[/, push_mode: "header" });
/** Up to the "=", with the blanks before it. */
export const ConfKey = createToken({ name: "Key", pattern: /[^ \t\r\n=[#;][^\n=]*/, line_breaks: false });
export const ConfEquals = createToken({ name: "Equals", pattern: /=/, push_mode: "value" });

export const ConfClose = createToken({ name: "Close", pattern: /\]/, pop_mode: true, push_mode: "rest" });
export const ConfBare = createToken({ name: "Bare", pattern: /[^ \t\r\n"\]]+/, line_breaks: false });
export const ConfRest = createToken({ name: "Rest", pattern: /[^ \t\r\n][^\n]*/, line_breaks: false });

export const ConfQuoted = createToken({ name: "Quoted", pattern: /"[^"\n]*"/, line_breaks: false });
/** A quote that is not closed reaches to the end of the line. */
export const ConfUnclosed = createToken({ name: "Unclosed", pattern: /"[^"\n]*/, line_breaks: false });
/** A quote inside of a word is a character like any other. */
export const ConfText = createToken({ name: "Word", pattern: /[^ \t\r\n"][^ \t\r\n]*/, line_breaks: false });

const modes = {
  line: [ConfEmptyEnd, ConfBlank, ConfIndented, ConfOpen, ConfEquals, ConfKey],
  header: [ConfLineEnd, ConfBlank, ConfClose, ConfQuoted, ConfUnclosed, ConfBare],
  rest: [ConfLineEnd, ConfBlank, ConfRest],
  value: [ConfLineEnd, ConfBlank, ConfQuoted, ConfUnclosed, ConfText],
};

export const confTokens = [...new Set(Object.values(modes).flat())];

/** @param validate checks the token definitions themselves, which is the work of the tests */
export function createConfLexer(validate: boolean): Lexer {
  return new Lexer(
    { modes, defaultMode: "line" },
    { positionTracking: "onlyOffset", safeMode: true, skipValidations: !validate },
  );
}
