/** Writes the comment that suppresses a finding. */

import { LineIndex } from "../../grammar/index.js";
import type { Edit } from "./check.js";
import type { Finding, Language } from "./finding.js";
import { checks } from "./registry.js";
import { isCommentLine, namesOf, readSuppressions, type Suppression, startLine } from "./suppressions.js";

const known = namesOf(checks.map(({ id }) => id));
const wholeFile = new Set(checks.filter((check) => check.wholeFile).map(({ id }) => id));

function withName({ names, span }: Suppression, id: string): Edit {
  const at = names.at(-1)?.span.end ?? span.end;
  return { span: { start: at, end: at }, newText: `, ${id}` };
}

/**
 * The edit that suppresses a finding and says why: a comment line above its rule or setting, or at the top of the file
 * for what is about all of it. A comment there that gives the same reason gets one name more.
 *
 * @returns undefined when no comment can suppress it: other comments, and a mark before the first line
 */
export function suppressEdit(
  text: string,
  language: Language,
  finding: Pick<Finding, "check" | "range">,
  reason: string,
): Edit | undefined {
  const why = reason.replace(/\s+/g, " ").trim();
  const id = finding.check;
  const canHave = language === "ima-policy" || language === "digest-cache";
  if (why === "" || !canHave || id.startsWith("suppression/")) return undefined;
  const index = new LineIndex(text);
  const line = startLine(index, finding.range.start.line, language);
  const source = index.line(line);
  const isOfFile = wholeFile.has(id) || source.trim() === "" || isCommentLine(source, language);
  const same = readSuppressions(text, language, known).find(
    (one) =>
      one.reason === why &&
      one.names.length > 0 &&
      (isOfFile ? one.scope === "file" && one.lines !== undefined : one.scope === "rule" && one.lines?.first === line),
  );
  if (same !== undefined) return withName(same, id);
  if (isOfFile && text.startsWith("\ufeff")) return undefined;
  const start = isOfFile ? 0 : finding.range.start.offset - finding.range.start.column + 1;
  const at = isOfFile ? 0 : offsetOf(index, line, finding.range.start.line, start);
  const indent = isOfFile || language === "digest-cache" ? "" : (/^[ \t]*/.exec(source)?.[0] ?? "");
  const command = isOfFile ? "imalint-ignore-file" : "imalint-ignore";
  return { span: { start: at, end: at }, newText: `${indent}# ${command} ${id}: ${why}\n` };
}

/** Where a line begins, counted back from one whose beginning is known. */
function offsetOf(index: LineIndex, line: number, from: number, start: number): number {
  let at = start;
  for (let above = from - 1; above >= line; above--) at -= index.line(above).length + 1;
  return at;
}
