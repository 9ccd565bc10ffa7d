/** Writing down in a digest-cache.conf what was taken for granted, or that it is otherwise. */

import {
  type BootFile,
  type KeySpec,
  keySpec,
  type Section,
  type Span,
  sectionSpec,
  sectionsOf,
  settingOf,
} from "../../../grammar/index.js";
import { type Assumption, placeOfReason } from "../../boot/index.js";
import { filesNamedBy } from "../../checks/boots.js";
import { languageOf } from "../../checks/language.js";
import type { Action, Subject, TextEdit } from "../features.js";
import { subjectOf } from "../subject.js";
import { sectionAt, spanOfSection } from "./cursor.js";
import { oneLine } from "./markdown.js";
import { describing, nameAt } from "./names.js";
import { outcomeOf } from "./outcome.js";

/** A line that a description could have. */
interface Fact {
  readonly kind: string;
  readonly name: string | undefined;
  readonly key: string;
  readonly value: string;
  /** What is taken for granted without it. */
  readonly assumed: string;
}

/** The line of an assumption; undefined: it is no line of a description, or an example with a name to be filled in. */
function factOf({ text, change }: Assumption): Fact | undefined {
  const found = /^\[([a-z-]+)(?: "([^"\n]*)")?\] ([a-z-]+) = ([^\n]+)$/.exec(change);
  if (found === null) return undefined;
  const [, kind = "", name, key = "", value = ""] = found;
  return key === "config" || name === "/lib/modules/MODULE.ko" ? undefined : { kind, name, key, value, assumed: text };
}

/** The value that is taken for granted, where it is one that can be written. */
function usualValue({ byDefault = "", choices, type }: KeySpec, otherwise: string): string | undefined {
  if (choices?.length === 2) return choices.find(({ word }) => word !== otherwise)?.word;
  const isValue = type === "path" ? /^\/\S+$/.test(byDefault) : choices?.some(({ word }) => word === byDefault);
  return isValue && byDefault !== otherwise ? byDefault : undefined;
}

/** As it is taken for granted, and otherwise. */
function factsOf(assumption: Assumption): Fact[] {
  const fact = factOf(assumption);
  const section = fact && sectionSpec(fact.kind);
  const key = fact && section && keySpec(section, fact.key);
  if (fact === undefined || key === undefined) return [];
  const usual = usualValue(key, fact.value);
  return usual === undefined ? [fact] : [{ ...fact, value: usual }, fact];
}

/** The section that a fact belongs into; undefined: there is none. */
function homeOf(file: BootFile, { kind, name }: Fact): Section | undefined {
  if (kind === "digest-list" && name !== undefined) {
    // A section of its own would take the facts of the pattern from it.
    return describing(file, kind, name)[0]?.section;
  }
  return sectionsOf(file, kind).find((section) => name === undefined || section.name?.text === name);
}

function eolOf(text: string): string {
  return /\r\n/.test(text) ? "\r\n" : "\n";
}

/** A new line behind the one that a place is in, and behind those that go on with it. */
function lineAfter(text: string, offset: number, line: string): TextEdit {
  const eol = eolOf(text);
  for (let from = offset; ; ) {
    const newline = text.indexOf("\n", from);
    if (newline === -1) return { span: { start: text.length, end: text.length }, newText: `${eol}${line}` };
    if (!/\\\r*$/.test(text.slice(Math.max(0, newline - 3), newline)))
      return { span: { start: newline + 1, end: newline + 1 }, newText: `${line}${eol}` };
    from = newline + 1;
  }
}

function editOf(file: BootFile, fact: Fact): TextEdit {
  const { kind, name, key, value } = fact;
  const { text } = file;
  const line = `${key} = ${value}`;
  const section = homeOf(file, fact);
  if (section !== undefined) return lineAfter(text, spanOfSection(section).end, line);
  const eol = eolOf(text);
  const before = text === "" ? "" : text.endsWith("\n") ? eol : `${eol}${eol}`;
  const header = name === undefined ? `[${kind}]` : `[${kind} "${name}"]`;
  return {
    span: { start: text.length, end: text.length },
    newText: `${before}${header}${eol}${line}${eol}`,
  };
}

function actionOf({ boot, document }: Subject, fact: Fact): Action {
  const { kind, name, key, value, assumed } = fact;
  const own = homeOf(boot, fact)?.name?.text ?? name;
  const where = own === undefined ? `[${kind}]` : `[${kind} "${oneLine(own)}"]`;
  return {
    title: `Write down in ${where}: ${key} = ${oneLine(value)} (taken for granted: ${assumed})`,
    kind: "rewrite",
    path: document.path,
    edits: [editOf(boot, fact)],
  };
}

function actionsFor(conf: Subject, assumptions: readonly Assumption[], isWanted: (fact: Fact) => boolean): Action[] {
  const isSaid = (fact: Fact) => {
    const section = homeOf(conf.boot, fact);
    return section !== undefined && settingOf(section, fact.key) !== undefined;
  };
  return assumptions.flatMap(factsOf).flatMap((fact) => {
    // A line that is there means something else, or is wrong: it is for people to change.
    return isWanted(fact) && !isSaid(fact) ? [actionOf(conf, fact)] : [];
  });
}

/** Facts of the section or the name at a place; of all on the first line and before the first section. */
export function actions(subject: Subject, { start }: Span): Action[] {
  const { boot } = subject;
  if (boot.sections.length === 0) return [];
  const section = sectionAt(boot, start);
  const name = nameAt(boot, start);
  const isTop = section === undefined || !boot.text.slice(0, start).includes("\n");
  const isWanted = (fact: Fact) =>
    isTop ||
    homeOf(boot, fact) === section ||
    (name !== undefined && name.kind === fact.kind && name.word.text === fact.name);
  return actionsFor(subject, outcomeOf(subject).analysis.assumptions, isWanted);
}

const descriptions = new WeakMap<Subject, readonly Subject[]>();

/** The descriptions among the documents that name a policy. */
function descriptionsOf(subject: Subject): readonly Subject[] {
  let found = descriptions.get(subject);
  if (found === undefined) {
    const { document, documents, options } = subject;
    found = documents
      .filter((other) => languageOf(other) === "digest-cache")
      .filter(({ path, text }) => filesNamedBy(path, text).some((named) => named.path === document.path))
      .map((other) => subjectOf(other, documents, options));
    descriptions.set(subject, found);
  }
  return found;
}

/**
 * The same for a policy that a description among the documents names: edits of that description.
 *
 * @param span only what the results about this part of the policy rest on; without it all
 */
export function actionsInDescription(subject: Subject, span?: Span): Action[] {
  const { path } = subject.document;
  return descriptionsOf(subject).flatMap((conf) => {
    const { analysis, failures } = outcomeOf(conf);
    if (span === undefined) return actionsFor(conf, analysis.assumptions, () => true);
    const there = failures.filter(({ place, reason }) =>
      [place, placeOfReason(reason, analysis.description)].some(
        (one) => one?.path === path && one.span.start <= span.end && one.span.end >= span.start,
      ),
    );
    const byText = new Map(there.flatMap(({ assumptions }) => assumptions).map((one) => [one.text, one]));
    return actionsFor(conf, [...byText.values()], () => true);
  });
}
