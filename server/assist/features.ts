/**
 * What an editor can be told about a document, whatever its language. One file a feature and a language; each is a pure
 * function of a subject. Places are offsets, so that nothing here knows of an editor's protocol.
 */

import type { BootFile, CommandLine, Kernel, Policy, Span } from "../../grammar/index.js";
import type { FileResult, Language } from "../checks/finding.js";
import type { Prepared } from "../checks/lint.js";
import type { Document, LintOptions } from "../checks/lint-options.js";

/** A document in its surroundings. What it parses to is made when it is first asked for. */
export interface Subject {
  readonly document: Document;
  readonly language: Language;
  /** The target kernels, at least one; the last one is the newest. */
  readonly kernels: readonly Kernel[];
  /** The parsed text, for documents of that language. */
  readonly policy: Policy;
  readonly boot: BootFile;
  readonly commandLine: CommandLine;
  /** All files of the boots that the document is part of, itself among them. */
  readonly documents: readonly Document[];
  readonly options: LintOptions;
  /** What is made of the documents already. */
  readonly prepared: Prepared;
  /** What is found in it, as far as it is known yet. */
  readonly result: FileResult | undefined;
}

export interface Hover {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

export type CompletionKind = "keyword" | "value" | "rule" | "file" | "section";

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One line beside the label. */
  readonly detail?: string;
  /** What is replaced; before the cursor, or around it. */
  readonly replace: Span;
  /** A snippet in the syntax of the language server protocol when `isSnippet`. */
  readonly insert: string;
  readonly isSnippet?: true;
  /** Order among the others; they are sorted by it as text, then by label. */
  readonly sort: string;
  /** Other text that the label is searched by, such as the name of a number. */
  readonly filter?: string;
  /** There, but of no use or against advice: a legacy alias, a word that only some target kernels have. */
  readonly isDeprecated?: true;
  /** Whether to ask for the next completion at once: behind `func=`. */
  readonly continues?: true;
  /** Markdown; made only for the one that is looked at. */
  documentation?(): string | undefined;
}

export const tokenTypes = [
  "keyword",
  "function",
  "property",
  "operator",
  "enumMember",
  "number",
  "string",
  "comment",
  "namespace",
  "variable",
] as const;
export const tokenModifiers = ["deprecated", "declaration", "negative", "unknown"] as const;

/** One piece of one line. In order, without overlaps. */
export interface SemanticToken {
  readonly span: Span;
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers?: readonly (typeof tokenModifiers)[number][];
}

/** A few words behind a place in the text that are not part of it. */
export interface Hint {
  readonly at: number;
  readonly text: string;
  /** Markdown, when the pointer is on it. */
  readonly tooltip?: string;
  /** type: what a value is; outcome: what becomes of a rule. */
  readonly kind: "type" | "outcome";
}

/** A line of words above a place, one command behind it. */
export interface Lens {
  readonly span: Span;
  readonly title: string;
  /** Shows the boot of the document. */
  readonly command?: "boot";
}

export interface DocumentSymbol {
  readonly name: string;
  readonly detail?: string;
  readonly kind: "section" | "rule" | "setting";
  readonly span: Span;
  /** The part to select; inside of the span. */
  readonly selection: Span;
  readonly children?: readonly DocumentSymbol[];
}

export interface Fold {
  readonly span: Span;
  readonly kind?: "comment" | "region";
}

/** A place in one of the files of the boots. */
export interface Location {
  readonly path: string;
  readonly span: Span;
}

export interface Link {
  readonly span: Span;
  /** A file of the boot, or a page. */
  readonly target: { readonly path: string } | { readonly url: string };
  readonly tooltip?: string;
}

export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** What can be done with a place although nothing is wrong there; fixes of findings are no such actions. */
export interface Action {
  readonly title: string;
  readonly kind: "rewrite";
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

/** What occurs at more than one place under one name. */
export interface Occurrences {
  /** The name under the cursor. */
  readonly span: Span;
  readonly name: string;
  readonly definitions: readonly Location[];
  /** All places, the definitions among them. */
  readonly all: readonly Location[];
  /** Whether another name can be given: not for words of the kernel. */
  readonly canRename: boolean;
}

/** A language has what there is something to be said about. */
export interface LanguageFeatures {
  hover?(subject: Subject, offset: number): Hover | undefined;
  completions?(subject: Subject, offset: number): Completion[];
  /** Of the part of the text that the span meets; of all of it when absent. */
  tokens?(subject: Subject, span?: Span): SemanticToken[];
  hints?(subject: Subject, span: Span): Hint[];
  lenses?(subject: Subject): Lens[];
  symbols?(subject: Subject): DocumentSymbol[];
  folds?(subject: Subject): Fold[];
  /** From the smallest span around the offset to the whole text. */
  selections?(subject: Subject, offset: number): Span[];
  /** Serves definition, references, highlights and rename. */
  occurrences?(subject: Subject, offset: number): Occurrences | undefined;
  /** @returns the edits in all files, or why the name cannot be taken */
  rename?(
    subject: Subject,
    offset: number,
    newName: string,
  ): readonly (Location & { readonly newText: string })[] | string;
  links?(subject: Subject): Link[];
  actions?(subject: Subject, span: Span): Action[];
}
