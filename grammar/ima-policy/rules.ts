/**
 * Typed rules: words classified against the kernel's tables, and what they add up to.
 *
 * A rule here knows every word that some kernel or dialect knows. Whether the target kernel takes it is the
 * question of the checks.
 */

import { type Action, actionByName, type Hook, isLsmKey, type Kernel, type Key, keyByName } from "../kernel/index.js";
import type { Span } from "../text.js";
import type { Line, PolicySyntax, Word } from "./syntax.js";
import {
  type Mask,
  nilUuid,
  readAlgorithms,
  readHookName,
  readId,
  readMagic,
  readMask,
  readNames,
  readPcr,
  readUuid,
} from "./values.js";

/** Why a word is not a token of the kernel although its key is one. */
export type TermFault = "no-value" | "wrong-operator" | "unexpected-value";

export interface Term {
  readonly word: Word;
  readonly action: Action | undefined;
  readonly key: Key | undefined;
  readonly fault: TermFault | undefined;
}

/** The span of the value alone; of the whole word when it has none. */
export function valueSpan({ word }: Term): Span {
  return word.value === "" ? word : { start: word.end - word.value.length, end: word.end };
}

export function classify(word: Word): Term {
  const action = word.operator === "" ? actionByName.get(word.key) : undefined;
  const key = action === undefined ? keyByName.get(word.key) : undefined;
  return { word, action, key, fault: key && faultOf(word, key) };
}

function faultOf({ operator, value }: Word, key: Key): TermFault | undefined {
  if (key.operators === "") return operator === "" ? undefined : "unexpected-value";
  if (operator === "") return "no-value";
  if (!key.operators.includes(operator)) return "wrong-operator";
  return value === "" ? "no-value" : undefined;
}

export class Rule {
  readonly terms: readonly Term[];
  /** The first action of the rule. */
  readonly action: Action | undefined;
  /** The first func= of the rule, whatever its value. */
  readonly func: Term | undefined;
  private read: RuleEntry | null | undefined;

  /**
   * @param index place among the lines of the policy
   * @param terms of the words, when they are known
   */
  constructor(
    readonly line: Line,
    readonly index: number,
    terms: readonly Term[] = line.words.map(classify),
  ) {
    this.terms = terms;
    this.action = terms.find((term) => term.action !== undefined)?.action;
    this.func = terms.find((term) => term.key?.name === "func");
  }

  /** The same rule in another place: a line with the same words. */
  movedTo(line: Line, index: number): Rule {
    const terms = this.terms.map(
      ({ word, action, key, fault }, at): Term => ({ word: line.words[at] ?? word, action, key, fault }),
    );
    const rule = new Rule(line, index, terms);
    rule.read = this.read;
    return rule;
  }

  /** What the words add up to; undefined when a word cannot be read, so that no kernel takes the rule. */
  get entry(): RuleEntry | undefined {
    if (this.read === undefined) this.read = (this.action && readEntry(this.action, this.terms)) ?? null;
    return this.read ?? undefined;
  }

  /** From the first to the last word. */
  get span(): Span {
    const first = this.line.words[0] ?? this.line;
    return { start: first.start, end: this.line.words.at(-1)?.end ?? this.line.end };
  }
}

export interface IdCondition {
  readonly operator: "=" | "<" | ">";
  readonly id: number;
}

export interface SubjectIdCondition extends IdCondition {
  /** euid or egid: the effective id, and with the capability to change it the real and the saved one as well. */
  readonly effective: boolean;
}

/** A rule as the kernel keeps it: struct ima_rule_entry. Conditions that are not set hold for everything. */
export interface RuleEntry {
  readonly action: Action;
  /** Present name of the hook. */
  func?: string;
  mask?: Mask;
  fsmagic?: string;
  fsname?: string;
  fsSubtype?: string;
  fsuuid?: string;
  uid?: SubjectIdCondition;
  gid?: SubjectIdCondition;
  fowner?: IdCondition;
  fgroup?: IdCondition;
  /** Label conditions by key. */
  labels?: Map<string, string>;
  keyrings?: readonly string[];
  criticalData?: readonly string[];
  parser?: true;
  pcr?: number;
  template?: string;
  algorithms?: readonly string[];
  signature: boolean;
  modsig: boolean;
  sigv3: boolean;
  verity: boolean;
  metaImmutable: boolean;
  permitDirectio: boolean;
  digestCache: boolean;
  /** appraise_flag=check_blacklist; later kernels look at the blacklist without it. */
  checkBlacklist: boolean;
}

const largestPcr = 63;

type Reader = (entry: RuleEntry, term: Term) => boolean;

function idCondition(term: Term): IdCondition | undefined {
  const id = readId(term.word.value);
  if (id === undefined) return undefined;
  return { operator: term.word.operator as IdCondition["operator"], id };
}

/** Each returns false when the value cannot be read. */
const readers: Readonly<Record<string, Reader>> = {
  func(entry, { word }) {
    const func = readHookName(word.value);
    if (func !== undefined) entry.func = func;
    return func !== undefined;
  },
  mask(entry, { word }) {
    const mask = readMask(word.value);
    if (mask !== undefined) entry.mask = mask;
    return mask !== undefined;
  },
  fsmagic(entry, { word }) {
    const magic = readMagic(word.value);
    if (magic !== undefined) entry.fsmagic = magic;
    return magic !== undefined;
  },
  fsname(entry, { word }) {
    entry.fsname = word.value;
    return true;
  },
  fs_subtype(entry, { word }) {
    entry.fsSubtype = word.value;
    return true;
  },
  fsuuid(entry, { word }) {
    const read = readUuid(word.value);
    if (read !== undefined) entry.fsuuid = read.uuid;
    return read !== undefined;
  },
  uid: (entry, term) => subjectId(entry, "uid", term),
  euid: (entry, term) => subjectId(entry, "uid", term),
  gid: (entry, term) => subjectId(entry, "gid", term),
  egid: (entry, term) => subjectId(entry, "gid", term),
  fowner(entry, term) {
    const condition = idCondition(term);
    if (condition !== undefined) entry.fowner = condition;
    return condition !== undefined;
  },
  fgroup(entry, term) {
    const condition = idCondition(term);
    if (condition !== undefined) entry.fgroup = condition;
    return condition !== undefined;
  },
  keyrings(entry, { word }) {
    const names = readNames(word.value);
    if (names !== undefined) entry.keyrings = names;
    return names !== undefined;
  },
  label(entry, { word }) {
    const names = readNames(word.value);
    if (names !== undefined) entry.criticalData = names;
    return names !== undefined;
  },
  parser(entry) {
    entry.parser = true;
    return true;
  },
  pcr(entry, { word }) {
    const pcr = readPcr(word.value, largestPcr);
    if (pcr !== undefined) entry.pcr = pcr;
    return pcr !== undefined;
  },
  template(entry, { word }) {
    entry.template = word.value;
    return true;
  },
  appraise_algos(entry, { word }) {
    entry.algorithms = readAlgorithms(word.value);
    return true;
  },
  appraise_flag(entry, { word }) {
    entry.checkBlacklist = word.value.startsWith("check_blacklist");
    return true;
  },
  permit_directio(entry) {
    entry.permitDirectio = true;
    return true;
  },
  digest_type(entry, { word }) {
    entry.verity = word.value === "verity";
    return entry.verity;
  },
  appraise_type(entry, { word }) {
    switch (word.value) {
      case "imasig":
        entry.signature = true;
        return true;
      case "imasig|modsig":
        entry.signature = true;
        entry.modsig = true;
        return true;
      case "sigv3":
        entry.signature = true;
        entry.sigv3 = true;
        return true;
      case "meta_immutable":
        entry.metaImmutable = true;
        return true;
      default:
        return false;
    }
  },
  digest_cache(entry, { word }) {
    // The value of the early patches meant the same.
    entry.digestCache = word.value === "data" || word.value === "content";
    return entry.digestCache;
  },
};

function subjectId(entry: RuleEntry, slot: "uid" | "gid", term: Term): boolean {
  const condition = idCondition(term);
  if (condition !== undefined) entry[slot] = { ...condition, effective: term.word.key.startsWith("e") };
  return condition !== undefined;
}

function readEntry(action: Action, terms: readonly Term[]): RuleEntry | undefined {
  const entry: RuleEntry = {
    action,
    signature: false,
    modsig: false,
    sigv3: false,
    verity: false,
    metaImmutable: false,
    permitDirectio: false,
    digestCache: false,
    checkBlacklist: false,
  };
  for (const term of terms) {
    if (term.action !== undefined) continue;
    if (term.key === undefined || term.fault !== undefined) return undefined;
    if (isLsmKey(term.key)) {
      entry.labels ??= new Map();
      entry.labels.set(term.key.name, term.word.value);
      continue;
    }
    if (!readers[term.key.name]?.(entry, term)) return undefined;
  }
  return entry;
}

/** @param nulEndsLine what follows a NUL in its line is not read, as when a policy is loaded by its path */
export function readRules({ lines }: Pick<PolicySyntax, "lines">, nulEndsLine: boolean): Rule[] {
  const rules: Rule[] = [];
  lines.forEach((line, index) => {
    if (isRule(lines, index, nulEndsLine)) rules.push(new Rule(line, index));
  });
  return rules;
}

export function isRule(lines: readonly Line[], index: number, nulEndsLine: boolean): boolean {
  if (lines[index]?.words.length === 0) return false;
  return !nulEndsLine || lines[index - 1]?.ending !== "nul";
}

/** The term of a key, if the rule has it in a form that the kernel takes for a token. */
export function termOf(rule: Rule, key: string): Term | undefined {
  return rule.terms.find((term) => term.key?.name === key && term.fault === undefined);
}

/** All terms of a key, in order. */
export function termsOf(rule: Rule, key: string): Term[] {
  return rule.terms.filter((term) => term.key?.name === key && term.fault === undefined);
}

/**
 * The hook of a rule in a kernel: undefined without func=, "unknown" when the kernel does not know its value.
 */
export function hookOf({ func }: Rule, kernel: Kernel): Hook | undefined | "unknown" {
  if (func === undefined) return undefined;
  const hook = kernel.hook(func.word.value);
  return hook !== undefined && kernel.knows(hook) ? hook : "unknown";
}

/** Whether a magic number or UUID is the one that counts as "not given" when it is given again. */
export function isZeroValue(term: Term): boolean {
  if (term.key?.value === "magic") return readMagic(term.word.value) === "0";
  if (term.key?.value === "uuid") return readUuid(term.word.value)?.uuid === nilUuid;
  return false;
}
