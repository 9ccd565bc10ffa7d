/** What conditions name that may be named elsewhere too: file systems, users, labels. */

import {
  isLsmKey,
  type Key,
  type Loader,
  type Policy,
  parsePolicy,
  readHookName,
  readId,
  readMagic,
  readUuid,
  type Span,
  type Term,
} from "../../../grammar/index.js";
import { languageOf } from "../../checks/language.js";
import type { Document } from "../../checks/lint-options.js";
import type { Subject } from "../features.js";
import { separatorOf } from "./place.js";

/** Things of one kind with one id are the same. */
export interface Named {
  readonly kind: string;
  readonly id: string;
}

/** What the values of a key are names of; undefined when they are words of the language. */
export function kindOf(key: Key): string | undefined {
  if (isLsmKey(key)) return `label ${key.name.slice(key.name.indexOf("_") + 1)}`;
  switch (key.value) {
    case "id":
      return ["gid", "egid", "fgroup"].includes(key.name) ? "group" : "user";
    case "text":
    case "names":
      return key.name;
    case "magic":
    case "uuid":
    case "hook":
      return key.value;
    default:
      return undefined;
  }
}

/** One thing for all the ways to write it. */
function idOf(kind: string, text: string): string | undefined {
  switch (kind) {
    case "magic":
      return readMagic(text);
    case "uuid":
      return readUuid(text)?.uuid;
    case "hook":
      return readHookName(text);
    case "user":
    case "group":
      return readId(text)?.toString();
    default:
      return text === "" ? undefined : text;
  }
}

export function namedBy({ key, fault }: Pick<Term, "key" | "fault">, text: string): Named | undefined {
  const kind = key === undefined || fault !== undefined ? undefined : kindOf(key);
  const id = kind === undefined ? undefined : idOf(kind, text);
  return kind === undefined || id === undefined ? undefined : { kind, id };
}

/** The items of the value of a term, each with its place. */
export function itemsOf(term: Term): (Span & { readonly text: string })[] {
  const { word } = term;
  const separator = separatorOf(term);
  let start = word.end - word.value.length;
  return (separator === undefined ? [word.value] : word.value.split(separator)).map((text) => {
    const item = { start, end: start + text.length, text };
    start = item.end + 1;
    return item;
  });
}

const parsed = new WeakMap<Document, { readonly loader: Loader; readonly policy: Policy }>();

function policyOf(document: Document, loader: Loader): Policy {
  const known = parsed.get(document);
  if (known?.loader === loader) return known.policy;
  const policy = parsePolicy(document.text, loader);
  parsed.set(document, { loader, policy });
  return policy;
}

/** This policy, and the others beside it. */
export function policiesOf({ document, documents, options, policy }: Subject): { path: string; policy: Policy }[] {
  const others = documents.filter((other) => other.path !== document.path && languageOf(other) === "ima-policy");
  return [
    { path: document.path, policy },
    ...others.map((other) => ({ path: other.path, policy: policyOf(other, options.loader ?? "path") })),
  ];
}

/**
 * Everything of one kind that is named somewhere, as it is written there first.
 *
 * @param place in the document where a name is still being written: what stands there is none yet
 */
export function namesInUse(subject: Subject, kind: string, place: Span): string[] {
  const found = new Map<string, string>();
  for (const { path, policy } of policiesOf(subject))
    for (const { terms } of policy.rules)
      for (const term of terms) {
        if (term.key === undefined || kindOf(term.key) !== kind) continue;
        for (const { text, start } of itemsOf(term)) {
          if (start === place.start && path === subject.document.path) continue;
          const id = namedBy(term, text)?.id;
          if (id !== undefined && !found.has(id)) found.set(id, text);
        }
      }
  return [...found.values()];
}
