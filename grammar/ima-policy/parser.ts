/** Text of a policy -> syntax tree. */

import { EmbeddedActionsParser, type IToken, type Lexer } from "chevrotain";
import type { Comment, Line, LineEnding, PolicySyntax, Word } from "./syntax.js";
import * as token from "./tokens.js";

/**
 * The grammar: lines of words and blanks, each with at most one comment. It takes every text, so a bad rule
 * can never hide the next one.
 */
export class PolicyParser extends EmbeddedActionsParser {
  private lines: Line[] = [];
  private base = 0;

  /** @param validate checks the grammar itself, which is the work of the tests */
  constructor(validate: boolean) {
    super(token.tokens, { maxLookahead: 1, skipValidations: !validate, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  /** Parses tokens of a piece of text that starts at this offset, and appends its lines. */
  parse(input: IToken[], base: number, end: number, lines: Line[]): void {
    this.lines = lines;
    this.base = base;
    this.lineStart = base;
    this.words = [];
    this.comment = undefined;
    this.blank = "";
    this.input = input;
    this.policy();
    this.endLine(end - base, "none", "");
  }

  private lineStart = 0;
  private words: Word[] = [];
  private comment: Comment | undefined;
  private blank = "";

  // Alternatives are kept, as Chevrotain advises for grammars that must be fast: an array literal inside of a rule
  // would be made again for every token.
  private readonly lineEnds = [
    { ALT: () => this.endLine(this.CONSUME(token.LineEnd).startOffset, "lf", "\n") },
    { ALT: () => this.endLine(this.CONSUME(token.Nul).startOffset, "nul", "\0") },
  ];

  private readonly wordsAndBlanks = [
    {
      ALT: () => {
        this.blank = this.CONSUME(token.Blank).image;
      },
    },
    { ALT: () => this.SUBRULE(this.word) },
  ];

  private readonly wordForms = [
    {
      ALT: () => {
        const text = this.CONSUME(token.Text);
        this.addWord(text, this.OPTION(this.assignment));
      },
    },
    { ALT: () => this.addWord(undefined, this.CONSUME2(token.Assignment)) },
  ];

  private readonly assignment = (): IToken => this.CONSUME(token.Assignment);

  private readonly nextLine = (): void => {
    this.OR(this.lineEnds);
    this.SUBRULE2(this.line);
  };

  private readonly wordOrBlank = (): void => {
    this.OR(this.wordsAndBlanks);
  };

  private readonly trailingComment = (): void => {
    const found = this.CONSUME(token.Comment);
    const start = this.base + found.startOffset;
    this.comment = { blank: this.blank, text: found.image, start, end: start + found.image.length };
    this.blank = "";
  };

  private readonly word = this.RULE("word", () => {
    this.OR(this.wordForms);
  });

  private readonly line = this.RULE("line", () => {
    this.MANY(this.wordOrBlank);
    this.OPTION(this.trailingComment);
  });

  private readonly policy = this.RULE("policy", () => {
    this.SUBRULE(this.line);
    this.MANY(this.nextLine);
  });

  private addWord(text: IToken | undefined, assignment: IToken | undefined): void {
    const first = text ?? assignment;
    if (first === undefined) return;
    const start = this.base + first.startOffset;
    const key = text?.image ?? "";
    const rest = assignment?.image ?? "";
    this.words.push({
      blank: this.blank,
      key,
      operator: rest.charAt(0) as Word["operator"],
      value: rest.slice(1),
      start,
      end: start + key.length + rest.length,
    });
    this.blank = "";
  }

  private endLine(offset: number, ending: LineEnding, endText: string): void {
    const end = this.base + offset;
    this.lines.push({
      words: this.words,
      comment: this.comment,
      tail: this.blank,
      ending,
      endText,
      start: this.lineStart,
      end,
    });
    this.lineStart = end + endText.length;
    this.words = [];
    this.comment = undefined;
    this.blank = "";
  }
}

let lexer: Lexer | undefined;
let parser: PolicyParser | undefined;

/** Builds the lexer and the parser, once, on first use: it takes longer than parsing a usual policy. */
export function buildParser(): void {
  lexer ??= token.createLexer(false);
  parser ??= new PolicyParser(false);
}

/** Texts are parsed in pieces of about this many characters, so that their tokens never fill the memory. */
const pieceLength = 1 << 16;

export interface ParseOptions {
  /**
   * Bytes of a line that reach the kernel at once; what is longer is cut as a write to the policy file cuts it:
   * the next byte is lost and the rest is another line. No limit when absent.
   */
  readonly maxLineBytes?: number;
}

/** Parses a policy. Takes any text; never throws. Linear in the length of the text. */
export function parseSyntax(text: string, options: ParseOptions = {}): PolicySyntax {
  const lines: Line[] = [];
  const limit = options.maxLineBytes;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", Math.min(start + pieceLength, text.length));
    const end = newline === -1 ? text.length : newline + 1;
    if (limit === undefined) parsePiece(text, start, end, lines);
    else parseCut(text, start, end, limit, lines);
    // What follows the last line end of a piece is the beginning of the next one.
    if (end < text.length) lines.pop();
    start = end;
  }
  if (lines.length === 0) parsePiece(text, 0, 0, lines);
  return { text, lines };
}

/** Parses the part of a text between two line starts, and appends its lines. */
export function parseLines(text: string, start: number, end: number, lines: Line[]): void {
  // A copy: the words are pieces of the text that they were cut from, and would keep all of it, text after text.
  tokenizeAndParse(` ${text.slice(start, end)}`.slice(1), start, end, lines);
  if (end < text.length) lines.pop();
}

function parsePiece(text: string, start: number, end: number, lines: Line[]): void {
  tokenizeAndParse(text.slice(start, end), start, end, lines);
}

function tokenizeAndParse(piece: string, start: number, end: number, lines: Line[]): void {
  buildParser();
  // Every character belongs to one of the tokens, so there is nothing that lexer or parser could refuse.
  const tokens = (lexer as Lexer).tokenize(piece).tokens;
  (parser as PolicyParser).parse(tokens, start, end, lines);
}

/** Like parsePiece(), with lines cut where one write to the policy file ends. */
function parseCut(text: string, start: number, end: number, limit: number, lines: Line[]): void {
  let from = start;
  let lineStart = start;
  while (lineStart < end) {
    const lineEnd = nextLineEnd(text, lineStart, Math.min(end, lineStart + limit + 1));
    const cut = cutPosition(text, lineStart, lineEnd, limit);
    if (cut === undefined) {
      lineStart = lineEnd + 1;
      continue;
    }
    parsePiece(text, from, cut, lines);
    const last = lines.pop();
    if (last !== undefined) lines.push({ ...last, ending: "cut", endText: text.charAt(cut) });
    from = cut + 1;
    lineStart = from;
  }
  parsePiece(text, Math.min(from, end), end, lines);
}

function nextLineEnd(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 0) return at;
  }
  return end;
}

/** The offset of the first character that does not fit into `limit` bytes of UTF-8, if the line is longer. */
function cutPosition(text: string, start: number, end: number, limit: number): number | undefined {
  if ((end - start) * 3 <= limit) return undefined;
  let bytes = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    // Half of a surrogate pair counts two of the pair's four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
    if (bytes > limit) return at;
  }
  return undefined;
}
