/** Sections, keys, names and values, for highlighting. */

import type { ConfWord, KeySpec, SectionSpec, Setting, Span } from "../../../grammar/index.js";
import type { SemanticToken, Subject } from "../features.js";
import { tokensOf } from "../kernel-command-line/tokens.js";
import { commandLineIn } from "./inline.js";
import { choicesOf, fileSystemText, hashText, hookText, tableOf } from "./key-text.js";

type Kind = Pick<SemanticToken, "type" | "modifiers">;

/** What of a span stands on each line, without blanks around it, comments between, and the \ of lines that go on. */
function pieces(text: string, { start, end }: Span): Span[] {
  const found: Span[] = [];
  for (let from = start; from < end; ) {
    const newline = text.indexOf("\n", from);
    const lineEnd = newline === -1 || newline >= end ? end : newline;
    const isComment = from > start && (text[from] === "#" || text[from] === ";");
    let first = from;
    let last = lineEnd;
    while (last > first && " \t\r".includes(text.charAt(last - 1))) last--;
    if (lineEnd < end && last > first && text[last - 1] === "\\") last--;
    while (first < last && " \t\r".includes(text.charAt(first))) first++;
    while (last > first && " \t\r".includes(text.charAt(last - 1))) last--;
    if (!isComment && last > first) found.push({ start: first, end: last });
    from = lineEnd + 1;
  }
  return found;
}

function kindOfWord({ text }: ConfWord, section: SectionSpec | undefined, key: KeySpec | undefined): Kind {
  if (section === undefined || key === undefined) return { type: "string", modifiers: ["unknown"] };
  if (choicesOf(section, key).some(({ word }) => word === text)) return { type: "enumMember" };
  const known = (isKnown: boolean): Kind => ({ type: "enumMember", ...(isKnown ? {} : { modifiers: ["unknown"] }) });
  switch (key.type) {
    case "choice":
      return known(false);
    case "number":
      return { type: "number" };
    case "hash":
      return known(hashText(text) !== undefined);
    case "file-system":
      return /^0x/i.test(text) ? { type: "number" } : known(fileSystemText(text) !== undefined);
    default:
      break;
  }
  if (key.refersTo !== undefined && key.refersTo !== "file") return { type: "variable" };
  switch (tableOf(section, key)) {
    case "hook":
      return { ...known(hookText(text) !== undefined), type: "function" };
    case "version":
      return { type: "number" };
    case "keyring":
      return known(true);
    default:
      return { type: "string" };
  }
}

/** In order, without overlaps: a comment may stand in the middle of a value. */
function inOrder(tokens: SemanticToken[]): SemanticToken[] {
  tokens.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  let end = 0;
  return tokens.filter(({ span }) => {
    if (span.start < end) return false;
    end = span.end;
    return true;
  });
}

export function tokens(subject: Subject, wanted?: Span): SemanticToken[] {
  const { boot, kernels } = subject;
  const { text } = boot;
  const isWanted = ({ start, end }: Span) => wanted === undefined || (end > wanted.start && start < wanted.end);
  const found: SemanticToken[] = [];
  const add = (span: Span, kind: Kind) => {
    if (!isWanted(span)) return;
    for (const piece of pieces(text, span)) if (isWanted(piece)) found.push({ span: piece, ...kind });
  };
  const addSetting = (section: SectionSpec | undefined, setting: Setting) => {
    const { key, spec, value, words } = setting;
    add(key.span, { type: "property", ...(spec === undefined ? { modifiers: ["unknown"] } : {}) });
    const equals = text.indexOf("=", key.span.end);
    if (equals !== -1 && equals < value.span.start) add({ start: equals, end: equals + 1 }, { type: "operator" });
    const inline = commandLineIn(subject, setting);
    const ofLine = inline === undefined ? [] : tokensOf(inline.commandLine, kernels, inline.start);
    if (ofLine.length > 0) found.push(...ofLine.filter(({ span }) => isWanted(span)));
    else for (const word of words) if (isWanted(word.span)) add(word.span, kindOfWord(word, section, spec));
  };
  for (const { span } of boot.comments) add(span, { type: "comment" });
  for (const { kind, spec, name, settings, header } of boot.sections) {
    const unknown = spec === undefined ? (["unknown"] as const) : [];
    add(kind.span, { type: "namespace", modifiers: ["declaration", ...unknown] });
    if (name !== undefined) add(name.span, { type: "variable", modifiers: ["declaration"] });
    const end = settings.at(-1)?.span.end ?? header.end;
    if (wanted !== undefined && (end < wanted.start || header.start > wanted.end)) continue;
    for (const setting of settings) addSetting(spec, setting);
  }
  return inOrder(found);
}
