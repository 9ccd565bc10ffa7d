/** Rules in which nothing was found, so that a text that is changed here and there need not be checked all over. */

import { type Kernel, type Policy, parsePolicy, type Rule, reparsePolicy } from "../../grammar/index.js";

/** What is known of the rules of one policy, for one kernel. It holds those of the last run, and no others. */
export class RuleMemory {
  private readonly next = new Map<string, readonly string[]>();

  constructor(
    private readonly text: string,
    private readonly last: ReadonlyMap<string, readonly string[]> | undefined,
  ) {}

  /** What was taken for granted when the same rule was checked and nothing was found; undefined: it has to be checked. */
  assumptionsOf(rule: Rule): readonly string[] | undefined {
    const key = this.keyOf(rule);
    const known = this.last?.get(key);
    if (known !== undefined) this.next.set(key, known);
    return known;
  }

  isClean(rule: Rule, assumptions: readonly string[]): void {
    this.next.set(this.keyOf(rule), [...new Set(assumptions)]);
  }

  get rules(): ReadonlyMap<string, readonly string[]> {
    return this.next;
  }

  /** All of the line; the first one of a file may begin with a byte order mark. */
  private keyOf({ line }: Rule): string {
    const text = this.text.slice(line.start, line.end);
    return line.start === 0 ? `first ${text}` : text;
  }
}

/** What is kept from one lint() to the next one with the same options. */
export class LintMemory {
  private readonly policies = new Map<string, RuleMemory>();
  private readonly parsed = new Map<string, Policy>();
  private written: LintMemory | undefined;

  rulesOf(path: string, text: string, kernel: Kernel): RuleMemory {
    const { version, dialect } = kernel;
    const key = `${version} ${dialect} ${configurationKey(kernel)} ${path}`;
    const memory = new RuleMemory(text, this.policies.get(key)?.rules);
    this.policies.set(key, memory);
    return memory;
  }

  /** The parsed text, made of that of the last text under the same path. */
  parse(path: string, text: string): Policy {
    const last = this.parsed.get(path);
    const policy = last === undefined ? parsePolicy(text) : reparsePolicy(last, text);
    this.parsed.set(path, policy);
    return policy;
  }

  /** Of the same texts as they are written line by line. */
  get ofWritten(): LintMemory {
    this.written ??= new LintMemory();
    return this.written;
  }

  forget(path: string): void {
    this.written?.forget(path);
    this.parsed.delete(path);
    for (const key of this.policies.keys()) if (key.endsWith(` ${path}`)) this.policies.delete(key);
  }
}

const keys = new WeakMap<object, string>();

function configurationKey({ config }: Kernel): string {
  let key = keys.get(config);
  if (key === undefined) {
    key = JSON.stringify(config);
    keys.set(config, key);
  }
  return key;
}
