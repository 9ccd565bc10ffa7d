/** Text of a digest-cache.conf -> sections and settings. */

import { EmbeddedActionsParser, type IToken, type Lexer } from "chevrotain";
import type { Span } from "../text.js";
import type { BootFile, ConfWord, Fault, Section, Setting } from "./model.js";
import { keySpec, sectionSpec } from "./sections.js";
import * as token from "./tokens.js";

/** The end of a line that goes on in the next one that is no comment. */
const continuation = /\\\r*\n(?:[#;][^\n]*(?:\n|$))*/g;
/** A mark that some editors put before everything, a comment, or a continuation. */
const notOfLines = /^\ufeff|(?<![^\n\ufeff])[#;][^\n]*|\\\r*\n(?:[#;][^\n]*(?:\n|$))*/g;

/** The end of a text without blanks at its end. No regular expression: those take quadratic time here. */
function trimmedEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && " \t\r\n".includes(text.charAt(last - 1))) last--;
  return last;
}

/** Without blanks at its ends. Other characters that Unicode takes for blanks are none here. */
function trimmed(line: string, atStart: boolean, atEnd: boolean): string {
  const end = atEnd ? trimmedEnd(line, 0, line.length) : line.length;
  let start = 0;
  while (atStart && start < end && " \t\r\n".includes(line.charAt(start))) start++;
  return line.slice(start, end);
}

function commentsIn(text: string, start: number, end: number, comments: ConfWord[]): void {
  for (let from = start; from < end; ) {
    const newline = text.indexOf("\n", from);
    const lineEnd = newline === -1 ? end : Math.min(newline, end);
    if (text[from] === "#" || text[from] === ";") {
      const span = { start: from, end: trimmedEnd(text, from, lineEnd) };
      comments.push({ text: text.slice(span.start, span.end), span });
    }
    from = lineEnd + 1;
  }
}

/** The text in which each line says all of a thing, with everything else replaced by blanks, so that offsets stay. */
function unfold(text: string): { text: string; comments: ConfWord[] } {
  const comments: ConfWord[] = [];
  const unfolded = text.replace(notOfLines, (found, offset: number) => {
    commentsIn(text, offset, offset + found.length, comments);
    return " ".repeat(found.length);
  });
  return { text: unfolded, comments };
}

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

/** The grammar: lines, each with a header or a setting. It takes every text. */
export class BootFileParser extends EmbeddedActionsParser {
  private text = "";
  private base = 0;
  private sections: Open<Section>[] = [];
  private faults: Fault[] = [];
  /** Those of the line that is read, without its extent. */
  private lineFaults: Omit<Fault, "line">[] = [];

  /** @param validate checks the grammar itself, which is the work of the tests */
  constructor(validate: boolean) {
    super(token.confTokens, { maxLookahead: 1, skipValidations: !validate, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  begin(text: string): void {
    this.text = text;
    this.sections = [];
    this.faults = [];
    this.lineFaults = [];
  }

  /** Parses the tokens of lines that start at this offset. */
  parse(input: IToken[], base: number): void {
    this.base = base;
    this.input = input;
    this.file();
  }

  result(): Pick<BootFile, "sections" | "faults"> {
    return { sections: this.sections, faults: this.faults };
  }

  private readonly names = [
    { ALT: () => this.CONSUME(token.ConfQuoted) },
    { ALT: () => this.CONSUME(token.ConfUnclosed) },
    { ALT: () => this.CONSUME2(token.ConfBare) },
  ];

  private readonly header = this.RULE("header", () => {
    const open = this.CONSUME(token.ConfOpen);
    const kind = this.OPTION(() => this.CONSUME(token.ConfBare));
    const names: IToken[] = [];
    this.MANY(() => {
      names.push(this.OR(this.names));
    });
    let rest: IToken | undefined;
    const close = this.OPTION2(() => {
      const found = this.CONSUME(token.ConfClose);
      rest = this.OPTION3(() => this.CONSUME(token.ConfRest));
      return found;
    });
    this.ACTION(() => this.addSection(open, kind, names, close, rest));
  });

  private readonly words = [
    { ALT: () => this.CONSUME(token.ConfQuoted) },
    { ALT: () => this.CONSUME(token.ConfUnclosed) },
    { ALT: () => this.CONSUME(token.ConfText) },
  ];

  private readonly value = this.RULE("value", () => {
    const equals = this.CONSUME(token.ConfEquals);
    const words: IToken[] = [];
    this.MANY(() => {
      words.push(this.OR(this.words));
    });
    return { equals, words };
  });

  private readonly setting = (): void => {
    const key = this.CONSUME(token.ConfKey);
    const value = this.OPTION(() => this.SUBRULE(this.value));
    this.ACTION(() => this.addSetting(key, value?.equals, value?.words ?? []));
  };

  private readonly withoutKey = (): void => {
    const value = this.SUBRULE2(this.value);
    this.ACTION(() => this.addSetting(undefined, value.equals, value.words));
  };

  private readonly indentedComment = (): void => {
    const found = this.CONSUME(token.ConfIndented);
    this.ACTION(() => {
      this.fault("indented-comment", this.spanOf(found, found));
      this.endLine(this.spanOf(found, found));
    });
  };

  private readonly parts = [
    { ALT: () => this.SUBRULE(this.header) },
    { ALT: this.setting },
    { ALT: this.withoutKey },
    { ALT: this.indentedComment },
    { ALT: () => this.CONSUME(token.ConfEmptyEnd) },
    { ALT: () => this.CONSUME(token.ConfLineEnd) },
  ];

  private readonly file = this.RULE("file", () => {
    this.MANY(() => this.OR(this.parts));
  });

  /** From one token to another, without blanks at the end. */
  private spanOf(first: IToken, last: IToken): Span {
    const start = this.base + first.startOffset;
    return { start, end: trimmedEnd(this.text, start, this.base + last.startOffset + last.image.length) };
  }

  private wordAt(start: number, end: number): ConfWord {
    let text = this.text.slice(start, end);
    if (text.includes("\n"))
      text = text
        .split(continuation)
        .map((line, at, lines) => trimmed(line, at > 0, at < lines.length - 1))
        .join(" ");
    return { text, span: { start, end } };
  }

  /** A word without its quotes. */
  private word(found: IToken): ConfWord {
    const start = this.base + found.startOffset;
    const end = start + found.image.length;
    if (found.tokenType === token.ConfQuoted) return this.wordAt(start + 1, end - 1);
    if (found.tokenType !== token.ConfUnclosed) return this.wordAt(start, end);
    return this.wordAt(start + 1, trimmedEnd(this.text, start + 1, end));
  }

  private fault(kind: Fault["kind"], span: Span): void {
    this.lineFaults.push({ kind, span });
  }

  private endLine(line: Span): void {
    for (const fault of this.lineFaults) this.faults.push({ ...fault, line });
    this.lineFaults = [];
  }

  private addSection(
    open: IToken,
    kindToken: IToken | undefined,
    names: readonly IToken[],
    close: IToken | undefined,
    rest: IToken | undefined,
  ): void {
    const [first, second] = names;
    const last = names.at(-1) ?? kindToken ?? open;
    const header = this.spanOf(open, close ?? last);
    const afterOpen = this.base + open.startOffset + 1;
    const kind = kindToken === undefined ? this.wordAt(afterOpen, afterOpen) : this.word(kindToken);
    let name = first && this.word(first);
    if (last.tokenType === token.ConfUnclosed) {
      this.fault("unclosed-quote", this.spanOf(last, last));
      // The bracket at the end was not meant to be part of the name.
      if (first === last && name?.text.endsWith("]")) {
        const { start, end } = name.span;
        name = this.wordAt(start, trimmedEnd(this.text, start, end - 1));
      }
    } else if (close === undefined) this.fault("unclosed-header", header);
    if (second !== undefined) this.fault("several-names", this.spanOf(second, last));
    if (rest !== undefined) this.fault("text-after-header", this.spanOf(rest, rest));
    this.endLine(this.spanOf(open, rest ?? close ?? last));
    this.sections.push({ kind, spec: sectionSpec(kind.text), name, settings: [], header });
  }

  private addSetting(keyToken: IToken | undefined, equals: IToken | undefined, wordTokens: readonly IToken[]): void {
    const first = keyToken ?? equals;
    const last = wordTokens.at(-1) ?? equals ?? keyToken;
    if (first === undefined || last === undefined) return;
    const span = this.spanOf(first, last);
    const section = this.sections.at(-1);
    if (equals === undefined) this.fault("no-equals", span);
    else if (keyToken === undefined) this.fault("no-key", span);
    else if (section === undefined) this.fault("no-section", span);
    else {
      const keySpan = this.spanOf(keyToken, keyToken);
      const key = this.wordAt(keySpan.start, keySpan.end);
      const spec = section.spec && keySpec(section.spec, key.text);
      const { value, words } =
        spec?.type === "text" ? this.textValue(equals, wordTokens) : this.wordsValue(equals, wordTokens);
      section.settings.push({ key, spec, value, words, span });
    }
    this.endLine(span);
  }

  private emptyValue(equals: IToken): Pick<Setting, "value" | "words"> {
    const at = this.base + equals.startOffset + 1;
    return { value: this.wordAt(at, at), words: [] };
  }

  private wordsValue(equals: IToken, tokens: readonly IToken[]): Pick<Setting, "value" | "words"> {
    const words = tokens.map((found) => this.word(found));
    const [first] = words;
    const last = words.at(-1);
    const lastToken = tokens.at(-1);
    if (first === undefined || last === undefined || lastToken === undefined) return this.emptyValue(equals);
    if (lastToken.tokenType === token.ConfUnclosed) this.fault("unclosed-quote", this.spanOf(lastToken, lastToken));
    if (words.length === 1) return { value: first, words };
    const span = { start: first.span.start, end: last.span.end };
    return { value: { text: words.map((word) => word.text).join(" "), span }, words };
  }

  /** Quotes belong to the text, but for two that are around all of it. */
  private textValue(equals: IToken, tokens: readonly IToken[]): Pick<Setting, "value" | "words"> {
    const [first] = tokens;
    const last = tokens.at(-1);
    if (first === undefined || last === undefined) return this.emptyValue(equals);
    if (first === last && first.tokenType !== token.ConfText) {
      if (first.tokenType === token.ConfUnclosed) this.fault("unclosed-quote", this.spanOf(first, first));
      const value = this.word(first);
      return { value, words: [value] };
    }
    const { start, end } = this.spanOf(first, last);
    const value = this.wordAt(start, end);
    return { value, words: [value] };
  }
}

let lexer: Lexer | undefined;
let parser: BootFileParser | undefined;

/** Texts are parsed in pieces of about this many characters, so that their tokens never fill the memory. */
const pieceLength = 1 << 16;

/** Parses a digest-cache.conf. Takes any text; never throws. Linear in the length of the text. */
export function parseBootFile(text: string): BootFile {
  lexer ??= token.createConfLexer(false);
  parser ??= new BootFileParser(false);
  const unfolded = unfold(text);
  parser.begin(text);
  for (let start = 0; start < text.length; ) {
    const newline = unfolded.text.indexOf("\n", start + pieceLength);
    const end = newline === -1 ? text.length : newline + 1;
    parser.parse(lexer.tokenize(unfolded.text.slice(start, end)).tokens, start);
    start = end;
  }
  return { text, ...parser.result(), comments: unfolded.comments };
}
