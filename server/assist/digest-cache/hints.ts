/** Behind the parsers and digest lists of a phase: those that cannot be had, or vouch for nothing. */

import { type Span, sectionsOf, settingOf } from "../../../grammar/index.js";
import type { PhaseResult } from "../../boot/index.js";
import type { Hint, Subject } from "../features.js";
import { oneLine, prose } from "./markdown.js";
import { listStatements, type Outcome, outcomeOf, parserStatements, type Statement } from "./outcome.js";

/** Names that are told; of more the rest is counted. */
const mostNames = 2;
const mostCauses = 6;

const kinds: readonly (readonly [
  key: string,
  statements: (outcome: Outcome, phase: PhaseResult, name: string) => Statement[],
])[] = [
  ["parsers", parserStatements],
  ["digest-lists", listStatements],
];

function hintOf(failing: readonly Statement[], at: number): Hint {
  const shown = failing.slice(0, mostNames).map(({ name, text }) => `${oneLine(name)}: ${text}`);
  const more = failing.length > mostNames ? `; and ${failing.length - mostNames} more` : "";
  const causes = new Set(
    failing.map(({ name, text, cause }) => prose(`${name} ${text}${cause === undefined ? "" : `: ${cause}`}`)),
  );
  return {
    at,
    text: `${shown.join("; ")}${more}`,
    tooltip: [...causes]
      .map((cause) => `- ${cause}`)
      .slice(0, mostCauses)
      .join("\n"),
    kind: "outcome",
  };
}

export function hints(subject: Subject, span: Span): Hint[] {
  const settings = sectionsOf(subject.boot, "phase").flatMap((section) =>
    kinds.flatMap(([key, statements]) => {
      const setting = settingOf(section, key);
      const isSeen = setting !== undefined && setting.span.start <= span.end && setting.span.end >= span.start;
      return isSeen ? [{ section, setting, statements }] : [];
    }),
  );
  if (settings.length === 0) return [];
  const outcome = outcomeOf(subject);
  return settings.flatMap(({ section, setting, statements }) => {
    const phase = outcome.analysis.phases.find(({ phase: { name } }) => name === section.name?.text);
    if (phase === undefined) return [];
    const names = [...new Set(setting.words.map(({ text }) => text))];
    const failing = names
      .flatMap((name) => statements(outcome, phase, name))
      .filter(({ value }) => value === "no" || value === "depends");
    return failing.length === 0 ? [] : [hintOf(failing, setting.span.end)];
  });
}
