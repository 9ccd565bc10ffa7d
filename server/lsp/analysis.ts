/** Checking files together, in steps, so that a change is seen before the old text is done with. */

import type { FileResult, LintResult } from "../checks/finding.js";
import { type Document, LintMemory, type LintOptions, type Prepared, startLint } from "../checks/lint.js";
import type { Steps } from "../policy/index.js";
import { pathOf } from "./uris.js";
import type { Group, KnownFile } from "./workspace.js";

/** Milliseconds of work before whatever came in meanwhile is looked at. */
const slice = 10;

/** What is known of files that are checked together. */
export class Checked {
  readonly documents: readonly Document[];
  readonly prepared: Prepared;
  private latest: LintResult;
  private isWhole = false;
  private readonly steps: Steps<LintResult>;
  private running: Promise<void> | undefined;
  private isGivenUp = false;

  constructor(
    readonly files: readonly KnownFile[],
    readonly options: LintOptions,
    memory: LintMemory,
    private readonly pause: () => Promise<void>,
  ) {
    const end = performance.now() + slice;
    this.documents = files.map(documentOf);
    const linting = startLint(this.documents, options, memory);
    this.steps = linting.rest();
    this.prepared = linting;
    this.latest = linting.early;
    // Of a small file all is known at once.
    if (performance.now() < end) this.work(end);
  }

  /** What was found so far. */
  get result(): LintResult {
    return this.latest;
  }

  get isDone(): boolean {
    return this.isWhole;
  }

  /** Whether a newer text has taken its place, so that it is not gone on with. */
  get wasGivenUp(): boolean {
    return this.isGivenUp;
  }

  resultOf(uri: string): FileResult | undefined {
    return this.latest.files[this.files.findIndex((file) => file.uri === uri)];
  }

  giveUp(): void {
    if (!this.isWhole) this.isGivenUp = true;
  }

  /** Resolves when everything is known, or when it was given up. */
  whenDone(): Promise<void> {
    if (this.isWhole || this.isGivenUp) return Promise.resolve();
    this.running ??= this.run();
    return this.running;
  }

  private async run(): Promise<void> {
    while (!this.isWhole && !this.isGivenUp) {
      await this.pause();
      if (!this.isGivenUp) this.work();
    }
  }

  /** Goes on for one slice. */
  private work(end = performance.now() + slice): void {
    do {
      const { done, value } = this.steps.next();
      if (done !== true) continue;
      this.latest = value;
      this.isWhole = true;
      return;
    } while (performance.now() < end);
  }
}

export function documentOf({ uri, text, language }: KnownFile): Document {
  return { path: pathOf(uri), text, language };
}

/** The last result of each group that was asked for. */
export class Analyses {
  private readonly byFile = new Map<string, Checked>();
  private readonly memories = new Map<string, LintMemory>();

  /** @param pause lets whatever came in meanwhile be looked at */
  constructor(private readonly pause: () => Promise<void>) {}

  /** The result for files as they are now; what was begun for an older text of theirs is given up. */
  check(group: Group, options: LintOptions): Checked {
    const [first] = group.files;
    const last = first && this.byFile.get(first.uri);
    if (last !== undefined && !last.wasGivenUp && last.options === options && isSame(last.files, group.files))
      return last;
    const old = group.files.map(({ uri }) => ({ uri, checked: this.byFile.get(uri) }));
    const replaced = old.filter(({ checked }) => checked === undefined || !isSame(checked.files, group.files));
    for (const { checked } of replaced) checked?.giveUp();
    const checked = new Checked(group.files, options, this.memoryFor(options), this.pause);
    // A file of the group that has settings of its own keeps its result.
    for (const { uri } of [...replaced, ...group.files.slice(0, 1)]) this.byFile.set(uri, checked);
    return checked;
  }

  /** The last result that a file had a part in. */
  last(uri: string): Checked | undefined {
    return this.byFile.get(uri);
  }

  forget(uri: string): void {
    this.byFile.get(uri)?.giveUp();
    this.byFile.delete(uri);
    for (const memory of this.memories.values()) memory.forget(pathOf(uri));
  }

  private memoryFor(options: LintOptions): LintMemory {
    const key = JSON.stringify(options);
    let memory = this.memories.get(key);
    if (memory === undefined) {
      memory = new LintMemory();
      this.memories.set(key, memory);
    }
    return memory;
  }
}

/** The same files with the same texts, in whatever order. */
function isSame(a: readonly KnownFile[], b: readonly KnownFile[]): boolean {
  if (a.length !== b.length) return false;
  const texts = new Map(a.map((file) => [file.uri, file]));
  return b.every(({ uri, text, language }) => {
    const other = texts.get(uri);
    return other?.text === text && other.language === language;
  });
}
