/** Parameters that IMA and EVM read, and their values. */

import { bootParameters, type CommandLine, imaParameters, type Kernel, type Span } from "../../../grammar/index.js";
import type { Completion, Subject } from "../features.js";
import { cursorAt, partsOf } from "./cursor.js";
import { notThere, parameterOf, parameterText, valuesOf } from "./words.js";

function order(at: number): string {
  return String(at).padStart(3, "0");
}

function names(kernels: readonly Kernel[], replace: Span, hasEquals: boolean, said: ReadonlySet<string>): Completion[] {
  return [...imaParameters, ...bootParameters]
    .filter((known) => !said.has(known.name) && kernels.some((kernel) => kernel.speaks(known)))
    .map((known, at): Completion => {
      const equals = known.takesValue && !hasEquals ? "=" : "";
      return {
        label: `${known.name}${known.takesValue ? "=" : ""}`,
        kind: "keyword",
        detail: known.meaning,
        replace,
        insert: `${known.name}${equals}`,
        sort: order(at),
        ...(equals === "=" && valuesOf(known, kernels).length > 0 ? { continues: true } : {}),
        documentation: () => parameterText(known, kernels),
      };
    });
}

/** @param start where the command line begins in the text around it */
export function completionsAt(
  line: CommandLine,
  kernels: readonly Kernel[],
  offset: number,
  start: number,
): Completion[] {
  const at = offset + start;
  // At a quote, or in a word that goes on in another line, nothing fits.
  return anyCompletionsAt(line, kernels, offset, start).filter(
    ({ replace }) =>
      replace.start <= at &&
      at <= replace.end &&
      !line.text.slice(replace.start - start, replace.end - start).includes("\n"),
  );
}

function anyCompletionsAt(line: CommandLine, kernels: readonly Kernel[], offset: number, start: number): Completion[] {
  // What follows the "--" is not for the kernel.
  if (line.end !== undefined && offset >= line.end.start) return [];
  const cursor = cursorAt(line, offset);
  const moved = (span: Span): Span => ({ start: span.start + start, end: span.end + start });
  const said = new Set(line.parameters.filter((other) => other !== cursor?.parameter).map(({ name }) => name));
  if (cursor === undefined) return names(kernels, moved({ start: offset, end: offset }), false, said);
  const { parameter, part } = cursor;
  if (part === undefined) return names(kernels, moved(parameter.nameSpan), parameter.valueSpan !== undefined, said);
  const known = parameterOf(parameter.name);
  if (known === undefined) return [];
  const others = new Set(partsOf(parameter).flatMap(({ text, span }) => (span.start === part.span.start ? [] : text)));
  return valuesOf(known, kernels)
    .filter(({ word }) => !others.has(word))
    .map(
      ({ word, meaning, isThere }, at): Completion => ({
        label: word,
        kind: "value",
        detail: isThere ? meaning : `${meaning} ${notThere}`,
        replace: moved(part.span),
        insert: word,
        sort: order(at),
        ...(isThere ? {} : { isDeprecated: true }),
      }),
    );
}

export function completions({ commandLine, kernels }: Subject, offset: number): Completion[] {
  return completionsAt(commandLine, kernels, offset, 0);
}
