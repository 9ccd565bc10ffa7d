/** What of a kernel command line a place in its text is. */

import type { CommandLine, Parameter, Span } from "../../../grammar/index.js";

/** A word of a value. */
export interface ValuePart {
  readonly text: string;
  readonly span: Span;
}

/** Only ima_policy= takes several words. */
export function partsOf({ name, value, valueSpan }: Parameter): ValuePart[] {
  if (value === undefined || valueSpan === undefined) return [];
  const parts: ValuePart[] = [];
  let start = valueSpan.start;
  for (const text of name === "ima_policy" ? value.split(/[ |\n]/) : [value]) {
    parts.push({ text, span: { start, end: start + text.length } });
    start += text.length + 1;
  }
  return parts;
}

export interface Cursor {
  readonly parameter: Parameter;
  /** Undefined: the name. */
  readonly part: ValuePart | undefined;
}

export function cursorAt({ parameters }: CommandLine, offset: number): Cursor | undefined {
  const parameter = parameters.find(({ span }) => span.start <= offset && offset <= span.end);
  if (parameter === undefined) return undefined;
  if (parameter.valueSpan === undefined || offset <= parameter.nameSpan.end) return { parameter, part: undefined };
  const part = partsOf(parameter).find(({ span }) => span.start <= offset && offset <= span.end);
  return part && { parameter, part };
}
