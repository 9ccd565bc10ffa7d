/** What becomes of the boot, above its description and above each phase. */

import { sectionsOf } from "../../../grammar/index.js";
import { verdictSentence } from "../../report/boot-words.js";
import type { Lens, Subject } from "../features.js";
import { outcomeOf, phaseWords } from "./outcome.js";

export function lenses(subject: Subject): Lens[] {
  const { boot, document } = subject;
  // A text that describes nothing has nothing above it.
  if (boot.sections.every(({ spec }) => spec === undefined)) return [];
  const outcome = outcomeOf(subject);
  const newline = document.text.indexOf("\n");
  const first: Lens = {
    span: { start: 0, end: newline === -1 ? document.text.length : newline },
    title: verdictSentence(outcome.analysis),
    command: "boot",
  };
  const phases = sectionsOf(boot, "phase").flatMap((section): Lens[] => {
    const result = outcome.analysis.phases.find(({ phase }) => phase.name === section.name?.text);
    return result === undefined ? [] : [{ span: section.header, title: phaseWords(outcome, result), command: "boot" }];
  });
  return [first, ...phases];
}
