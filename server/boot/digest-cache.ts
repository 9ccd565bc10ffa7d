/**
 * The digest cache of a machine: which digest lists there are, where they are looked for, which were read, and which
 * are spoilt.
 *
 * Follows digest_cache_get(), digest_cache_init(), digest_cache_populate() and digest_cache_parse_digest_list() of the
 * Integrity Digest Cache v6.
 */

import { compareListNames, readListName } from "../../grammar/index.js";
import type { PossibleDecision } from "../policy/index.js";
import { type Answer, all, any, no, type Reason, yes } from "./answer.js";
import type { BootDescription, DigestList, Fact, MachineFile } from "./description.js";
import { directoryOf, normalized, searchOf } from "./list-search.js";
import { type Usage, usageOf } from "./list-usage.js";
import { holds } from "./listed.js";
import type { LoaderHost, ModuleLoader } from "./module-loader.js";
import { origin } from "./place.js";
import { listRead, type Question } from "./questions.js";
import { rootTask, type Task } from "./task.js";

/** What the kernel knows of a digest list. */
interface ListState {
  /** Whether it could be read. */
  readonly read: Answer;
  /** Whether it was appraised and measured so that it counts. */
  readonly usage: Usage;
  /** Whether it was parsed; undefined: only read. A start that failed stays failed. */
  parsed?: Answer;
}

/** What a digest cache has to know of its machine. */
export interface CacheHost extends LoaderHost {
  decisions(file: MachineFile, question: Question, task: Task): PossibleDecision[] | undefined;
}

/** Whether a list counts; what it was read as matters only when it could be read. */
export function counts(parsed: Answer, usage: Answer): Answer {
  return parsed.value === "no" ? parsed : all([parsed, usage]);
}

export class DigestCache {
  private states = new Map<string, ListState>();
  /** Where a file's digest cache came from; it is kept although the default path changes. */
  private sources = new Map<string, string>();
  private usedSources = new Set<string>();
  /** In the order in which the kernel takes them. */
  present: readonly DigestList[] = [];
  private directories = new Map<string, readonly DigestList[]>();
  private readonly xattrs = new Map<string, string | undefined>();
  defaultPath: Fact<string>;

  constructor(
    private readonly boot: BootDescription,
    private readonly host: CacheHost,
    private readonly loader: ModuleLoader,
  ) {
    this.defaultPath = boot.kernelDefaultPath;
  }

  /** The same for another machine. */
  copyFor(host: CacheHost, loader: ModuleLoader): DigestCache {
    const copy = new DigestCache(this.boot, host, loader);
    copy.states = new Map([...this.states].map(([key, state]) => [key, { ...state }]));
    copy.sources = new Map(this.sources);
    copy.usedSources = new Set(this.usedSources);
    copy.present = this.present;
    copy.directories = new Map(this.directories);
    for (const [path, value] of this.xattrs) copy.xattrs.set(path, value);
    copy.defaultPath = this.defaultPath;
    return copy;
  }

  // Events

  setPresent(lists: readonly DigestList[]): void {
    this.present = [...lists].sort((a, b) => compareListNames(a.name, b.name));
    this.directories.clear();
  }

  install(list: DigestList): void {
    this.setPresent([...this.present.filter(({ name }) => name !== list.name), list]);
    this.forget(list.name);
  }

  remove(name: string): void {
    this.setPresent(this.present.filter((list) => list.name !== name));
    this.forget(name);
  }

  /** Inodes leave memory. */
  evict(): void {
    this.states.clear();
    this.forgetSources();
  }

  /** Files get their digest cache anew. */
  forgetSources(): void {
    this.sources.clear();
    this.usedSources.clear();
  }

  forget(name: string): void {
    this.states.delete(this.keyOf(name));
    this.forgetSources();
  }

  setListXattr(path: string, value: string | undefined): void {
    this.xattrs.set(path, value);
    this.sources.delete(path);
  }

  private remember(path: string, source: string): void {
    this.sources.set(path, source);
    this.usedSources.add(normalized(source));
  }

  private keyOf(name: string): string {
    return `${this.host.phase.root} ${name}`;
  }

  /** The lists of a directory. */
  private inDirectory(path: string): readonly DigestList[] {
    const directory = normalized(path);
    let lists = this.directories.get(directory);
    if (lists === undefined) {
      lists = this.present.filter((list) => directoryOf(list.path) === directory);
      this.directories.set(directory, lists);
    }
    return lists;
  }

  // Questions

  /** Whether a digest list that counts has the file's digest. */
  forFile(file: MachineFile, task: Task): Usage {
    const missing = (reason: Reason): Usage => ({ appraise: no(reason), measure: no(reason) });
    if (!this.boot.integration.value)
      return missing({
        kind: "no-lists",
        text: "the kernel has no digest cache",
        ...origin(this.boot.integration),
        because: [],
      });
    if (file.kind === "digest-list")
      return missing({
        kind: "no-cache-for-list",
        text: `no digest list vouches for ${file.name}, which is one itself`,
        because: [],
      });
    const { phase } = this.host;
    const said = this.xattrs.has(file.path) ? this.xattrs.get(file.path) : file.listXattr?.value;
    const xattr = phase.xattrs.value ? said : undefined;
    const before = this.sources.get(file.path);
    const path = before === undefined ? this.defaultPath : { value: before };
    const search = searchOf(path, xattr, file, this.inDirectory(path.value), this.present, this.host);
    if ("reason" in search) return missing(search.reason);
    if (this.boot.prefetch.value && search.wanted !== undefined)
      for (const list of search.lists) {
        if (list === search.wanted) break;
        this.readList(list);
      }
    const appraise: Answer[] = [];
    const measure: Answer[] = [];
    let isListed = false;
    for (const list of search.wanted === undefined ? search.lists : [search.wanted]) {
      const state = this.touch(list, task, file);
      const parsed = state.parsed as Answer;
      // A list by name that is invalid gives no cache; a directory is one whatever its lists are.
      if (parsed.value !== "no" || search.wanted === undefined) this.remember(file.path, search.source);
      const listed = holds(list, file, { boot: this.boot, phase });
      if (listed.value === "no") {
        if (listed.because[0]?.kind === "hash-algorithm" || search.wanted !== undefined) {
          appraise.push(listed);
          measure.push(listed);
        }
        continue;
      }
      isListed = true;
      const found = (usage: Answer, verb: string): Answer => {
        const answer = all([counts(parsed, usage), listed]);
        if (answer.value === "yes")
          return yes({
            kind: "digest-found",
            text: `${list.name} ${verb} and has the digest of ${file.name}`,
            because: answer.because,
          });
        return {
          value: answer.value,
          because: [
            {
              kind: "list-does-not-count",
              text: `${list.name} has the digest of ${file.name}, and ${answer.value === "no" ? "does" : "may"} not vouch for it`,
              because: answer.because,
            },
          ],
        };
      };
      appraise.push(found(state.usage.appraise, "is appraised"));
      measure.push(found(state.usage.measure, "is measured"));
      if (parsed.value === "yes") break;
    }
    if (!isListed && appraise.length === 0)
      return missing({
        kind: "not-listed",
        text: `no digest list of phase ${phase.name} has the digest of ${file.name}`,
        ...(file.lists === undefined ? (file.place === undefined ? {} : { place: file.place }) : origin(file.lists)),
        because: [],
      });
    return { appraise: any(appraise), measure: any(measure) };
  }

  /** Reads and parses a list when this was not done before. */
  private touch(list: DigestList, task: Task, forFile: MachineFile): ListState {
    const state = this.readList(list);
    if (state.parsed === undefined) {
      state.parsed = state.read.value === "no" ? state.read : all([state.read, this.parse(list, task, forFile)]);
    } else if (state.parsed.value === "no" && state.parsed.because[0]?.kind !== "list-spoilt") {
      state.parsed = no({
        kind: "list-spoilt",
        text: `${list.name} could not be started at the first access, and stays invalid until it is opened for writing or leaves memory`,
        because: state.parsed.because,
      });
    }
    return state;
  }

  /** The kernel reads a list, in a worker of its own. */
  private readList(list: DigestList): ListState {
    const key = this.keyOf(list.name);
    const known = this.states.get(key);
    if (known !== undefined) return known;
    const ruling = this.host.ask(list, listRead, rootTask, true);
    const possible = this.host.decisions(list, listRead, rootTask) ?? [];
    const state: ListState = {
      read:
        ruling.answer.value === "no"
          ? no({
              kind: "list-refused",
              text: `the kernel refuses to read ${list.name}`,
              because: ruling.answer.because,
            })
          : ruling.answer,
      usage: usageOf(list, possible, ruling.answer, this.host.rules),
    };
    this.states.set(key, state);
    return state;
  }

  private parse(list: DigestList, task: Task, forFile: MachineFile): Answer {
    const name = readListName(list.name);
    if (name === undefined)
      return no({
        kind: "list-name",
        text: `the name ${list.name} selects no parser: digest lists are named [NUMBER-]FORMAT-NAME`,
        ...(list.place === undefined ? {} : { place: list.place }),
        because: [],
      });
    const parser = this.loader.parserFor(name.format, task, forFile);
    if (parser.value === "no")
      return no({
        kind: "no-parser",
        text: `${list.name} cannot be read without the parser ${name.format}`,
        because: parser.because,
      });
    const content = list.content;
    if (content !== undefined && content.value !== name.format)
      return no({
        kind: "list-content",
        text: `the name of ${list.name} selects the parser ${name.format}, and its content is of the format ${content.value}`,
        ...origin(content),
        because: [],
      });
    if (list.files !== undefined && list.files.value.length === 0)
      return no({
        kind: "list-empty",
        text: `${list.name} has no digests, and the kernel takes it for invalid`,
        ...origin(list.files),
        because: [],
      });
    return parser;
  }

  // What came of it

  /** Whether a list was parsed, and for what it counts; undefined: it was not asked for. */
  stateOf(list: DigestList): { readonly parsed: Answer; readonly usage: Usage } | undefined {
    const state = this.states.get(this.keyOf(list.name));
    return state?.parsed === undefined ? undefined : { parsed: state.parsed, usage: state.usage };
  }

  /** Starts a list that nothing has asked for yet. */
  start(list: DigestList, task: Task): { readonly parsed: Answer; readonly usage: Usage } {
    const state = this.touch(list, task, list);
    return { parsed: state.parsed as Answer, usage: state.usage };
  }

  /** Whether the kernel looks for digest lists where this one is. */
  isLookedAt(list: DigestList): Answer {
    const path = normalized(this.defaultPath.value);
    const directory = directoryOf(list.path);
    if (list.path === path || directory === path || this.usedSources.has(directory)) return yes();
    return no({
      kind: "default-path",
      text: `the kernel looks for digest lists in ${this.defaultPath.value}, and ${list.name} is in ${directory}`,
      ...origin(this.defaultPath),
      because: [],
    });
  }
}
