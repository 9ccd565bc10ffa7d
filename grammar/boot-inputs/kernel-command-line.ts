/**
 * The kernel command line, each parameter with its place.
 *
 * Source: next_arg() and parse_args() in lib/cmdline.c and kernel/params.c.
 */

import { createToken, Lexer } from "chevrotain";
import type { Span } from "../text.js";

/** A quote that is not closed reaches to the end. */
const Quoted = createToken({ name: "Quoted", pattern: /"[^"]*"?/, line_breaks: true });
const Plain = createToken({ name: "Plain", pattern: /[^ \t\n\v\f\r\0"]+/, line_breaks: false });
/** A line feed or a NUL comes from the file that the line was kept in. */
const Blank = createToken({ name: "Blank", pattern: /[ \t\n\v\f\r\0]+/, line_breaks: true, group: Lexer.SKIPPED });

let lexer: Lexer | undefined;

export interface Parameter {
  /** With _ for each -, which are the same to the kernel. */
  readonly name: string;
  /** Without the quotes around it; undefined without "=". */
  readonly value: string | undefined;
  /** All of it, with its quotes. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** Without the quotes around it. */
  readonly valueSpan: Span | undefined;
}

export interface CommandLine {
  readonly text: string;
  /** What the kernel reads. */
  readonly parameters: readonly Parameter[];
  /** The "--" that ends them. */
  readonly end: Span | undefined;
  /** What follows it and goes to the first program. */
  readonly init: readonly Parameter[];
}

/** Where to point at when it is about the value: at the whole parameter when that is empty. */
export function valuePlace({ span, valueSpan }: Parameter): Span {
  return valueSpan === undefined || valueSpan.start === valueSpan.end ? span : valueSpan;
}

/** One parameter. A quote at its very start, or at that of its value, is taken off together with one at the end. */
function readParameter(text: string, span: Span): Parameter {
  const quoted = text[span.start] === '"';
  const start = span.start + (quoted ? 1 : 0);
  let equals = text.indexOf("=", start + 1);
  if (equals >= span.end) equals = -1;
  const valueQuoted = equals !== -1 && equals + 1 < span.end && text[equals + 1] === '"';
  const valueStart = equals + (valueQuoted ? 2 : 1);
  const least = equals === -1 ? start : valueStart;
  const end = (quoted || valueQuoted) && text[span.end - 1] === '"' ? Math.max(least, span.end - 1) : span.end;
  const nameSpan = { start, end: equals === -1 ? end : equals };
  return {
    name: text.slice(nameSpan.start, nameSpan.end).replaceAll("-", "_"),
    value: equals === -1 ? undefined : text.slice(valueStart, end),
    span,
    nameSpan,
    valueSpan: equals === -1 ? undefined : { start: valueStart, end },
  };
}

/** Words: tokens without a blank between them. */
function readWords(text: string): Span[] {
  lexer ??= new Lexer([Blank, Plain, Quoted], { positionTracking: "onlyOffset" });
  const words: { start: number; end: number }[] = [];
  let last: { start: number; end: number } | undefined;
  for (const { startOffset, image } of lexer.tokenize(text).tokens) {
    const end = startOffset + image.length;
    if (last?.end === startOffset) last.end = end;
    else {
      last = { start: startOffset, end };
      words.push(last);
    }
  }
  return words;
}

/** Reads any text. Line feeds and NUL bytes at its end are no part of the command line. */
export function parseCommandLine(text: string): CommandLine {
  let length = text.length;
  while (length > 0 && "\n\r\0".includes(text[length - 1] ?? "")) length--;
  const line = text.slice(0, length);
  const parameters: Parameter[] = [];
  const init: Parameter[] = [];
  let end: Span | undefined;
  for (const span of readWords(line)) {
    const parameter = readParameter(line, span);
    if (end !== undefined) init.push(parameter);
    else if (parameter.value === undefined && line.slice(parameter.nameSpan.start, parameter.nameSpan.end) === "--")
      end = span;
    else parameters.push(parameter);
  }
  return { text, parameters, end, init };
}

/** The parameters for the kernel; what follows "--" is for the first program. */
export function readParameters(commandLine: string): readonly Parameter[] {
  return parseCommandLine(commandLine).parameters;
}
