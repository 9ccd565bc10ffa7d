/** Completion: what the target kernels take at a place. */

import {
  actions,
  groupRules,
  hookOf,
  type Kernel,
  type Key,
  keys,
  maxWrittenLine,
  parsePolicy,
} from "../../../grammar/index.js";
import type { Completion, Subject } from "../features.js";
import { type Entry, kernelNames, lifetimeWords } from "./availability.js";
import { type KnownValue, sampleValues, valuesFor } from "./known-values.js";
import { separatorOf } from "./place.js";
import { ruleSentence } from "./rule-sentence.js";
import { placeholder, ruleTemplates } from "./rule-templates.js";
import { type Site, siteAt } from "./site.js";
import { Draft, type Takers } from "./taken.js";
import { valueDoc } from "./value-docs.js";
import { actionDoc, keyDoc } from "./word-docs.js";

const order = (at: number) => String(at).padStart(3, "0");

class Completer {
  private readonly draft: Draft;
  private readonly kernels: readonly Kernel[];

  constructor(
    private readonly site: Site,
    private readonly subject: Subject,
  ) {
    this.kernels = subject.kernels;
    const { term, itemsBefore, itemsAfter } = site;
    const items = [...itemsBefore, ...itemsAfter];
    // The other items of a list are not the fault of the one that is written.
    const word = term !== undefined && items.length > 0 ? [this.listWord(items)] : [];
    this.draft = new Draft(this.ruleWith(...word), subject);
  }

  private ruleWith(...words: string[]): string {
    const { before, after } = this.site;
    return [...before, ...words, ...after].join(" ");
  }

  private listWord(items: readonly string[]): string {
    const { term } = this.site;
    return term === undefined ? "" : `${term.word.key}${term.word.operator}${items.join(separatorOf(term) ?? "")}`;
  }

  /** The first of several ways that a kernel takes, and the kernels that do. */
  private firstTaken(ways: readonly string[]): { way: string; takers: Takers } | undefined {
    for (const way of ways) {
      const takers = this.draft.takersOf(this.ruleWith(way));
      if (takers.kernels.length > 0) return { way, takers };
    }
    return undefined;
  }

  /** What tells of the target kernels that do not take it. */
  private limits({ kernels }: Takers, entry: Entry, detail: string | undefined, isPoor = false) {
    const others = this.draft.kernels.filter((kernel) => !kernels.includes(kernel));
    const lifetime = others.some((kernel) => !kernel.knows(entry)) ? lifetimeWords(entry) : undefined;
    const limit = others.length === 0 ? undefined : (lifetime ?? `refused by ${kernelNames(others)}`);
    const words = [detail, limit].filter((text) => text !== undefined && text !== "").join("; ");
    return {
      ...(words === "" ? {} : { detail: words }),
      ...(limit !== undefined || isPoor ? { isDeprecated: true as const } : {}),
    };
  }

  private inserted(text: string): { replace: Completion["replace"]; insert: string } {
    const { replace, needsBlank } = this.site;
    return { replace, insert: needsBlank ? `${text} ` : text };
  }

  actions(): Completion[] {
    // A word with a value is none, whatever it is called.
    if ((this.site.term?.word.operator ?? "") !== "") return [];
    return actions.flatMap((action, at): Completion[] => {
      const taken = this.firstTaken([action.name]);
      if (taken === undefined) return [];
      return [
        {
          label: action.name,
          kind: "keyword",
          ...this.inserted(action.name),
          ...this.limits(taken.takers, action, undefined),
          sort: `1${order(at)}`,
          documentation: () => actionDoc(action, this.kernels),
        },
      ];
    });
  }

  rules(): Completion[] {
    return ruleTemplates.flatMap(({ text, snippet }, at): Completion[] => {
      const takers = this.draft.takersOf(text);
      const [rule] = parsePolicy(text).rules;
      if (takers.kernels.length === 0 || rule?.entry === undefined) return [];
      const { entry } = rule;
      return [
        {
          label: text,
          kind: "rule",
          ...this.inserted(snippet),
          ...(snippet === text ? {} : { isSnippet: true as const }),
          ...this.limits(takers, {}, undefined),
          sort: `2${order(at)}`,
          documentation: () => ruleSentence(entry),
        },
      ];
    });
  }

  keys(): Completion[] {
    return keys.flatMap((key, at) => {
      if (!this.kernels.some((kernel) => kernel.knows(key))) return [];
      return this.key(key, `3${order(at)}`);
    });
  }

  private key(key: Key, sort: string): Completion[] {
    const { operator = "", value = "" } = this.site.term?.word ?? {};
    if (operator !== "" && !key.operators.includes(operator)) return [];
    const start = `${key.name}${operator || "="}`;
    const taken =
      operator === "" && key.operators === ""
        ? this.firstTaken([key.name])
        : this.firstTaken(
            // What stands behind the key stays.
            value !== "" ? [`${start}${value}`] : sampleValues(key, this.subject).flatMap((each) => ways(start, each)),
          );
    if (taken === undefined) return [];
    const isPoor = key.value === "appraise-flag" || this.isIgnored(key);
    return [
      {
        label: key.operators === "" ? key.name : `${key.name}=`,
        kind: "keyword",
        ...(operator === "" ? this.keyInsertion(key, taken.way) : this.inserted(key.name)),
        ...this.limits(taken.takers, key, key.meaning, isPoor),
        sort,
        documentation: () => keyDoc(key, this.kernels),
      },
    ];
  }

  /** Whether the kernel takes the key with the hook of the rule and does not look at it. */
  private isIgnored({ name }: Key): boolean {
    const { rule } = this.site;
    return this.kernels.every((kernel) => {
      const hook = rule && hookOf(rule, kernel);
      return hook !== undefined && hook !== "unknown" && groupRules[hook.group].ignored?.has(name) === true;
    });
  }

  /** A key with its value, where there is only one or a usual one. */
  private keyInsertion(key: Key, way: string) {
    switch (key.value) {
      case "none":
      case "digest-type":
      case "digest-cache":
      case "appraise-flag":
        return this.inserted(way);
      case "id":
        return { ...this.inserted(`${key.name}=${placeholder("0")}`), isSnippet: true as const };
      default:
        return { replace: this.site.replace, insert: `${key.name}=`, continues: true as const };
    }
  }

  values(): Completion[] {
    const { term, itemsBefore, itemsAfter } = this.site;
    const key = term?.key;
    if (term === undefined || key === undefined || !this.kernels.some((kernel) => kernel.knows(key))) return [];
    const { operator } = term.word;
    const start = `${key.name}${operator}`;
    const separator = separatorOf(term);
    const listed = new Set([...itemsBefore, ...itemsAfter]);
    const whole = (text: string) =>
      separator === undefined ? text : [...itemsBefore, text, ...itemsAfter].join(separator);
    const isUniform = uniform.has(key.value);
    let ofFirst: ReturnType<Completer["firstTaken"]>;
    const taken = valuesFor(key, operator, this.subject).flatMap((value, at) => {
      if (listed.has(value.text)) return [];
      const found =
        isUniform && ofFirst !== undefined
          ? ofFirst
          : this.firstTaken(ways(start, { ...value, text: whole(value.text) }));
      ofFirst = found;
      if (found === undefined) return [];
      const companion = isUniform ? "" : found.way.slice(start.length + whole(value.text).length);
      return [{ value, at, takers: found.takers, insert: value.text + companion }];
    });
    // Where one value makes a rule of it, the others that do not are no help.
    const isComplete = taken.some(({ takers }) => takers.isComplete);
    return taken
      .filter(({ takers }) => takers.isComplete || !isComplete)
      .map(({ value, at, takers, insert }): Completion => {
        const isPoor = value.isPoor === true;
        return {
          label: value.text,
          kind: "value",
          ...this.inserted(insert),
          ...this.limits(takers, value.entry ?? key, value.detail, isPoor),
          sort: `${isPoor ? 2 : 1}${value.sort ?? order(at)}`,
          ...(value.filter === undefined ? {} : { filter: value.filter }),
          documentation: () => valueDoc(key, value.text, this.kernels),
        };
      });
  }
}

/** Values of which the kernel takes all or none: it only looks at their form. */
const uniform: ReadonlySet<Key["value"]> = new Set(["magic", "text", "names", "id", "uuid"]);

/** A word alone, and with what it may not be without. */
function ways(start: string, { text, companion }: KnownValue): string[] {
  const word = `${start}${text}`;
  return companion === undefined ? [word] : [word, `${word} ${companion}`];
}

/** What cannot be written at once is tried on no kernel either. */
function lengthOf({ before, after, term }: Site): number {
  return [...before, ...after, term?.word.value ?? ""].reduce((length, word) => length + word.length + 1, 0);
}

export function completions(subject: Subject, offset: number): Completion[] {
  const site = siteAt(subject.policy, offset);
  if (site === undefined || lengthOf(site) > maxWrittenLine) return [];
  const completer = new Completer(site, subject);
  if (site.part === "value") return completer.values();
  // Before anything else of a rule is there, a rule begins with its action.
  const others = [...site.before, ...site.after].length;
  const isAlone = others === 0 && (site.term?.word.operator ?? "") === "";
  const isFirst = isAlone && (site.rule?.terms.length ?? 0) <= (site.term === undefined ? 0 : 1);
  return [...completer.actions(), ...(isFirst ? completer.rules() : []), ...(isAlone ? [] : completer.keys())];
}
