/** What a parameter does, or a word that it takes. */

import type { CommandLine, Kernel, Span } from "../../../grammar/index.js";
import type { Hover, Subject } from "../features.js";
import { cursorAt } from "./cursor.js";
import { notThere, parameterOf, parameterText, valuesOf } from "./words.js";

/** @param start where the command line begins in the text around it */
export function hoverAt(
  line: CommandLine,
  kernels: readonly Kernel[],
  offset: number,
  start: number,
): Hover | undefined {
  const cursor = cursorAt(line, offset);
  const known = cursor && parameterOf(cursor.parameter.name);
  if (cursor === undefined || known === undefined) return undefined;
  const { parameter, part } = cursor;
  const moved = (span: Span): Span => ({ start: span.start + start, end: span.end + start });
  const value = part && valuesOf(known, kernels).find(({ word }) => word === part.text);
  if (part === undefined || value === undefined)
    return { span: moved(parameter.span), text: parameterText(known, kernels) };
  const missing = value.isThere ? "" : `\n\n${notThere}`;
  return { span: moved(part.span), text: `**${value.word}** ${value.meaning}${missing}` };
}

export function hover({ commandLine, kernels }: Subject, offset: number): Hover | undefined {
  return hoverAt(commandLine, kernels, offset, 0);
}
