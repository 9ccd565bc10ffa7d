/** Semantic tokens: what each word is to the target kernels. */

import { type Kernel, type Line, readHookName, type Span, type Term } from "../../../grammar/index.js";
import type { SemanticToken, Subject } from "../features.js";
import { lineAt, ruleOf } from "./place.js";
import { isRecognized } from "./recognized.js";

type Modifier = NonNullable<SemanticToken["modifiers"]>[number];

function valueType({ key }: Term): SemanticToken["type"] {
  switch (key?.value) {
    case "magic":
    case "id":
    case "pcr":
      return "number";
    case "text":
    case "names":
    case "label":
    case "uuid":
      return "string";
    case "hook":
      return "function";
    default:
      return "enumMember";
  }
}

class TokenList {
  readonly tokens: SemanticToken[] = [];

  private readonly hasReturns: boolean;

  constructor(private readonly text: string) {
    this.hasReturns = text.includes("\r");
  }

  /** A carriage return ends a line to editors, and is a character like any other to the kernel. */
  add(start: number, end: number, type: SemanticToken["type"], ...modifiers: Modifier[]): void {
    if (!this.hasReturns) {
      this.push({ start, end }, type, modifiers);
      return;
    }
    let from = start;
    for (const piece of this.text.slice(start, end).split("\r")) {
      this.push({ start: from, end: from + piece.length }, type, modifiers);
      from += piece.length + 1;
    }
  }

  private push(span: Span, type: SemanticToken["type"], modifiers: readonly Modifier[]): void {
    if (span.start < span.end) this.tokens.push(modifiers.length === 0 ? { span, type } : { span, type, modifiers });
  }
}

function addTerm(term: Term, kernels: readonly Kernel[], list: TokenList): void {
  const { word, action, key, fault } = term;
  const { start, end } = word;
  const keyEnd = start + word.key.length;
  if (action !== undefined) {
    const unknown = kernels.some((kernel) => kernel.knows(action)) ? [] : (["unknown"] as const);
    list.add(start, end, "keyword", ...(action.negative ? (["negative"] as const) : []), ...unknown);
    return;
  }
  if (key === undefined || fault === "unexpected-value" || !kernels.some((kernel) => kernel.knows(key))) {
    list.add(start, end, "variable", "unknown");
    return;
  }
  list.add(start, keyEnd, "property");
  if (word.operator === "") return;
  list.add(keyEnd, keyEnd + 1, "operator", ...(fault === "wrong-operator" ? (["unknown"] as const) : []));
  const modifiers: Modifier[] = [];
  if (!kernels.some((kernel) => isRecognized(term, kernel))) modifiers.push("unknown");
  else if (key.value === "hook" && readHookName(word.value) !== word.value) modifiers.push("deprecated");
  list.add(keyEnd + 1, end, valueType(term), ...modifiers);
}

/** A comment behind a rule is one for some kernels only. */
function addComment({ words, comment }: Line, kernels: readonly Kernel[], list: TokenList): void {
  if (comment === undefined) return;
  const { start, end } = comment;
  if (words.length === 0 || kernels.some((kernel) => kernel.has("trailingComment"))) list.add(start, end, "comment");
  else list.add(start, end, "variable", "unknown");
}

export function tokens({ policy, kernels }: Subject, span?: Span): SemanticToken[] {
  const { lines } = policy.syntax;
  const list = new TokenList(policy.text);
  const first = span === undefined ? undefined : lineAt(policy, span.start);
  for (let at = first === undefined ? 0 : lines.indexOf(first); at < lines.length; at++) {
    const line = lines[at] as Line;
    if (span !== undefined && line.start > span.end) break;
    if (line.words.length > 0) {
      const rule = ruleOf(policy, line);
      // What follows a NUL is not read.
      if (rule === undefined) {
        for (const word of line.words) list.add(word.start, word.end, "comment");
        if (line.comment !== undefined) list.add(line.comment.start, line.comment.end, "comment");
        continue;
      }
      for (const term of rule.terms) addTerm(term, kernels, list);
    }
    addComment(line, kernels, list);
  }
  return list.tokens;
}
