/** Sections with their settings: symbols, folds and selections. */

import { LineIndex, printHeader, type Span } from "../../../grammar/index.js";
import type { DocumentSymbol, Fold, Subject } from "../features.js";
import { cursorAt, sectionAt, spanOfSection, touches } from "./cursor.js";
import { oneLine } from "./markdown.js";

export function symbols({ boot }: Subject): DocumentSymbol[] {
  return boot.sections.map((section) => ({
    name: oneLine(printHeader(section)),
    kind: "section",
    span: spanOfSection(section),
    selection: section.header,
    children: section.settings.map(({ key, value, span }) => ({
      name: oneLine(key.text) || "=",
      detail: oneLine(value.text),
      kind: "setting",
      span,
      selection: key.span,
    })),
  }));
}

export function folds({ boot }: Subject): Fold[] {
  const lines = new LineIndex(boot.text);
  const lineOf = (offset: number) => lines.position(offset).line;
  const found: Fold[] = [];
  for (const section of boot.sections) {
    const span = spanOfSection(section);
    if (lineOf(span.start) < lineOf(span.end)) found.push({ span });
  }
  let run: Span | undefined;
  const end = () => {
    if (run !== undefined && lineOf(run.start) < lineOf(run.end)) found.push({ span: run, kind: "comment" });
  };
  for (const { span } of boot.comments) {
    if (run !== undefined && lineOf(span.start) === lineOf(run.end) + 1) run = { start: run.start, end: span.end };
    else {
      end();
      run = span;
    }
  }
  end();
  return found.sort((a, b) => a.span.start - b.span.start);
}

export function selections({ boot }: Subject, offset: number): Span[] {
  const section = sectionAt(boot, offset);
  const cursor = cursorAt(boot, offset);
  const setting = section?.settings.findLast(({ span }) => touches(span, offset));
  const inOrder = [
    cursor?.word.span,
    cursor?.part === "value" ? setting?.value.span : undefined,
    setting?.span ?? (section && touches(section.header, offset) ? section.header : undefined),
    section && spanOfSection(section),
    { start: 0, end: boot.text.length },
  ].filter((span) => span !== undefined);
  // Each one contains the one before, and the place.
  const found: Span[] = [];
  for (const span of inOrder) {
    const last = found.at(-1) ?? { start: offset, end: offset };
    const contains = span.start <= last.start && span.end >= last.end;
    const isSame = found.length > 0 && span.start === last.start && span.end === last.end;
    if (contains && !isSame) found.push(span);
  }
  return found;
}
