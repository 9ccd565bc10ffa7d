/** Sections, keys and values that can be written at a place. */

import { type Section, type SectionSpec, type Span, sections } from "../../../grammar/index.js";
import type { Language } from "../../checks/finding.js";
import type { Completion, Subject } from "../features.js";
import { completionsAt } from "../kernel-command-line/completion.js";
import { type Context, contextAt } from "./context.js";
import { commandLineIn } from "./inline.js";
import { keyText, sectionText } from "./key-text.js";
import { namesIn } from "./names.js";
import { languageNamedBy } from "./paths.js";
import { type Candidate, candidatesFor } from "./values.js";

function order(group: number, at: number): string {
  return `${group}${String(at).padStart(4, "0")}`;
}

/** Text in a snippet that is no place to fill in. */
function literal(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** @param own the section whose header this takes the place of */
function headerOf(spec: SectionSpec, replace: Span, own: Section | undefined, at: number): Completion {
  const { kind, nameOf, keys } = spec;
  const example = kind === "file" ? "/path" : "name";
  const name = own?.name?.text ? literal(own.name.text) : `\${1:${example}}`;
  const required = keys.filter((key) => key.required).map((key) => `${key.name} = `);
  const body = own?.settings.length ? "" : `\n${required.join("\n")}$0`;
  return {
    label: nameOf === undefined ? `[${kind}]` : `[${kind} "${example}"]`,
    kind: "section",
    detail: spec.summary,
    replace,
    insert: `[${kind}${nameOf === undefined ? "" : ` "${name}"`}]${body}`,
    isSnippet: true,
    sort: order(2, at),
    documentation: () => sectionText(spec),
  };
}

/** Sections that can follow; those that may stand only once are left out when they are there. */
function headers({ boot }: Subject, replace: Span, own: Section | undefined): Completion[] {
  const there = new Set(boot.sections.filter((section) => section !== own).map(({ kind }) => kind.text));
  return sections
    .filter(({ kind, nameOf, ordered }) => nameOf !== undefined || ordered || !there.has(kind))
    .map((spec, at) => headerOf(spec, replace, own, at));
}

function keys(subject: Subject, context: Extract<Context, { kind: "key" }>): Completion[] {
  const { section, replace, hasEquals } = context;
  const { spec } = section ?? {};
  if (section === undefined || spec === undefined) return [];
  const said = new Set(
    section.settings.filter(({ key }) => key.span.start !== replace.start).map(({ key }) => key.text),
  );
  return spec.keys
    .filter(({ name }) => !said.has(name))
    .map((key, at): Completion => {
      const continues = !hasEquals && candidatesFor(subject, spec, key).length > 0;
      return {
        label: key.name,
        kind: "keyword",
        detail: key.summary,
        replace,
        insert: hasEquals ? key.name : `${key.name} = `,
        sort: order(key.required ? 0 : 1, at),
        ...(continues ? { continues: true } : {}),
        documentation: () => keyText(spec, key),
      };
    });
}

function completionOf({ word, kind, documentation, ...rest }: Candidate, replace: Span, isQuoted: boolean, at: number) {
  const insert = !isQuoted && /[ \t]/.test(word) ? `"${word}"` : word;
  return {
    label: word,
    kind: kind ?? ("value" as const),
    ...rest,
    replace,
    insert,
    sort: order(0, at),
    ...(documentation === undefined ? {} : { documentation }),
  };
}

function values(subject: Subject, context: Extract<Context, { kind: "value" }>, offset: number): Completion[] {
  const { spec, key, setting, replace } = context;
  const inline = commandLineIn(subject, setting);
  if (inline !== undefined)
    return completionsAt(inline.commandLine, subject.kernels, offset - inline.start, inline.start);
  const others = setting.words.filter(({ span }) => span.start !== replace.start);
  // A second value would make the first one useless.
  if (others.length > 0 && !key.many) return [];
  const said = new Set(others.map(({ text }) => text));
  const isQuoted = subject.document.text[replace.start - 1] === '"';
  return candidatesFor(subject, spec, key)
    .filter(({ word }) => !said.has(word))
    .map((candidate, at) => completionOf(candidate, replace, isQuoted, at));
}

/** Names that are used, and that no section describes yet. */
function undescribed({ boot }: Subject, { spec, replace }: Extract<Context, { kind: "name" }>): Completion[] {
  const places = namesIn(boot).filter(({ kind }) => kind === spec.kind);
  const isHere = (span: Span) => span.start === replace.start;
  const described = new Set(
    places.filter(({ setting, word }) => setting === undefined && !isHere(word.span)).map(({ word }) => word.text),
  );
  const used = places.filter(({ setting }) => setting !== undefined).map(({ word }) => word.text);
  return [...new Set(used)]
    .filter((word) => !described.has(word) && !/["\n\r\0]/.test(word))
    .map((word, at) => completionOf({ word, detail: "named in this description" }, replace, true, at));
}

export function completions(subject: Subject, offset: number): Completion[] {
  const context = contextAt(subject, offset);
  switch (context?.kind) {
    case "header":
      return headers(subject, context.replace, context.own);
    case "name":
      return undescribed(subject, context);
    case "key": {
      const isEmpty = context.replace.start === context.replace.end;
      return [...keys(subject, context), ...(isEmpty ? headers(subject, context.replace, undefined) : [])];
    }
    case "value":
      return values(subject, context, offset);
    default:
      return [];
  }
}

/**
 * Where the path of a file is being written, for whoever can list files: the files of the boot are among the
 * completions already.
 */
export interface WantedPath {
  /** The path that is there, to be replaced. */
  readonly replace: Span;
  readonly language: Language;
}

export function wantedPath(subject: Subject, offset: number): WantedPath | undefined {
  if (subject.language !== "digest-cache") return undefined;
  const context = contextAt(subject, offset);
  if (context?.kind !== "value") return undefined;
  const language = languageNamedBy(context.spec, context.key);
  return language && { replace: context.replace, language };
}
