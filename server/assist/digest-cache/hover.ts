/** What a section, key, value or name is, and what becomes of it in the boot. */

import {
  type ConfWord,
  type KeySpec,
  printHeader,
  printSetting,
  type Section,
  type SectionSpec,
} from "../../../grammar/index.js";
import { causeText } from "../../report/boot-words.js";
import type { Hover, Subject } from "../features.js";
import { hoverAt } from "../kernel-command-line/hover.js";
import { cursorAt } from "./cursor.js";
import { commandLineIn } from "./inline.js";
import { choicesOf, fileSystemText, hashText, hookText, keyText, kindWords, sectionText, tableOf } from "./key-text.js";
import { code, oneLine, prose } from "./markdown.js";
import { describing, type NamePlace, nameAt } from "./names.js";
import { failuresIn, type Outcome, outcomeOf, phaseWords, type Statement, statementsOf } from "./outcome.js";

/** More than this is for the report. */
const mostLines = 6;
const mostNames = 3;

function limited(lines: readonly string[]): string[] {
  return lines.length > mostLines
    ? [...lines.slice(0, mostLines), `- and ${lines.length - mostLines} more`]
    : [...lines];
}

/** What is true of several things is said once. */
function linesOf(statements: readonly Statement[], asked: string): string[] {
  const names = new Map<string, Set<string>>();
  for (const { phase, name, text, cause } of statements) {
    const line = `- in phase ${prose(phase)}: ${prose(text)}${cause === undefined ? "" : `: ${prose(cause)}`}`;
    const together = names.get(line) ?? new Set();
    names.set(line, together.add(name));
  }
  return [...names].map(([line, together]) => {
    if (together.size === 1 && together.has(asked)) return line;
    const shown = [...together].slice(0, mostNames).map((name) => prose(oneLine(name)));
    const more = together.size > mostNames ? ` and ${together.size - mostNames} more` : "";
    return `${line} (${shown.join(", ")}${more})`;
  });
}

function phaseText(outcome: Outcome, name: string): string[] {
  const result = outcome.analysis.phases.find(({ phase }) => phase.name === name);
  if (result === undefined) return [];
  const causes = failuresIn(outcome, name).map((failure) => `- ${prose(causeText(failure))}`);
  return [
    `The phase ${code(name)}: ${prose(phaseWords(outcome, result))}.`,
    ...(causes.length === 0 ? [] : [limited(causes).join("\n")]),
  ];
}

/** A section as it stands in the usual layout. */
function sectionAsText(section: Section): string {
  const lines = [printHeader(section), ...section.settings.slice(0, mostLines).map(printSetting)];
  return ["```", ...lines.map((one) => oneLine(one).replaceAll("`", "'")), "```"].join("\n");
}

function nameText(subject: Subject, { kind, word, section, setting }: NamePlace): string {
  const outcome = outcomeOf(subject);
  if (kind === "phase") return phaseText(outcome, word.text).join("\n\n");
  // Where a phase names it, that phase is meant.
  const phase = setting !== undefined && section.spec?.kind === "phase" ? section.name?.text : undefined;
  const lines = linesOf(statementsOf(outcome, kind, word.text, phase), word.text);
  const [described] = describing(subject.boot, kind, word.text);
  const title = `The ${kindWords[kind]} ${code(word.text)}`;
  if (lines.length > 0) return `${title}\n\n${limited(lines).join("\n")}`;
  if (described === undefined) return `${title}: no section describes it.`;
  // Where it is described, the text says what there is to say.
  return setting === undefined ? "" : `${title}\n\n${sectionAsText(described.section)}`;
}

function wordText({ text }: ConfWord, section: SectionSpec, key: KeySpec): string | undefined {
  const choice = choicesOf(section, key).find(({ word }) => word === text);
  if (choice !== undefined) return `**${choice.word}** ${choice.summary}`;
  if (key.type === "file-system") return fileSystemText(text);
  if (key.type === "hash") return hashText(text);
  return tableOf(section, key) === "hook" ? hookText(text) : undefined;
}

export function hover(subject: Subject, offset: number): Hover | undefined {
  const cursor = cursorAt(subject.boot, offset);
  if (cursor === undefined) return undefined;
  const { section, setting, part, word } = cursor;
  const { spec } = section;
  const said = (text: string | undefined): Hover | undefined =>
    text === undefined || text === "" ? undefined : { span: word.span, text };
  if (part === "kind") return said(spec && sectionText(spec));
  const name = part === "key" ? undefined : nameAt(subject.boot, offset);
  if (name !== undefined)
    return said(nameText(subject, name) || (part === "name" && spec ? sectionText(spec) : undefined));
  if (spec === undefined || setting?.spec === undefined) return undefined;
  if (part === "key") return said(keyText(spec, setting.spec));
  const inline = commandLineIn(subject, setting);
  if (inline !== undefined) return hoverAt(inline.commandLine, subject.kernels, offset - inline.start, inline.start);
  return said(wordText(word, spec, setting.spec) ?? keyText(spec, setting.spec));
}
