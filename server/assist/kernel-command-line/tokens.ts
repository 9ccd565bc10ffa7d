/** The parts of a command line that IMA reads, for highlighting. */

import type { CommandLine, Kernel, Span } from "../../../grammar/index.js";
import type { SemanticToken, Subject } from "../features.js";
import { partsOf } from "./cursor.js";
import { parameterOf, valuesOf } from "./words.js";

/** @param start where the command line begins in the text around it */
export function tokensOf(
  { parameters, text }: CommandLine,
  kernels: readonly Kernel[],
  start: number,
): SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const add = (span: Span, type: SemanticToken["type"]) => {
    const isPiece = span.end > span.start && !text.slice(span.start, span.end).includes("\n");
    if (isPiece) tokens.push({ span: { start: span.start + start, end: span.end + start }, type });
  };
  for (const parameter of parameters) {
    const known = parameterOf(parameter.name);
    if (known === undefined) continue;
    const { nameSpan, valueSpan } = parameter;
    add(nameSpan, "property");
    if (valueSpan === undefined) continue;
    add({ start: nameSpan.end, end: nameSpan.end + 1 }, "operator");
    const words = new Set(valuesOf(known, kernels).map(({ word }) => word));
    for (const { text: word, span } of partsOf(parameter))
      add(span, words.has(word) ? "enumMember" : /^\d+$/.test(word) ? "number" : "string");
  }
  return tokens;
}

export function tokens({ commandLine, kernels }: Subject, span?: Span): SemanticToken[] {
  const all = tokensOf(commandLine, kernels, 0);
  return span === undefined ? all : all.filter((token) => token.span.end > span.start && token.span.start < span.end);
}
