/** What is known of the files of a boot: parsers, digest lists, programs, and the keys that they are signed by. */

import { isPattern, matchesPattern, readListName, type Section, settingOf } from "../../grammar/index.js";
import type { Assumption } from "./answer.js";
import type { Claims } from "./claims.js";
import { type ConfReader, placeOf, plain } from "./conf-reader.js";
import type { Credential } from "./credential.js";
import type { Compression, DigestList, Fact, FileSystems, ParserFile, SigningKey, UsedFile } from "./description.js";
import { identitiesOf } from "./file-system-words.js";
import type { KernelInputs } from "./kernel-inputs.js";
import { normalized } from "./list-search.js";
import { parserFileName, parsersDirectory } from "./parser-file.js";
import { uniqueBy } from "./unique.js";

const buildKey = "kernel-build";
const moduleName = /\.ko(?:\.(?:gz|xz|zst))?$/;

/** What is known of a file before anything is said of it. */
const plainFile = {
  kind: "file",
  credentials: { value: [] },
  signedBy: { value: buildKey },
  owner: { value: 0 },
  fileSystems: undefined,
  hooks: undefined,
  isModule: false,
  parserOf: undefined,
  phases: undefined,
  libraries: [],
  isAssumed: false,
} as const;

export class FileFacts {
  private lists: readonly string[] | undefined;
  private listSections: { exact: ReadonlyMap<string, Section>; patterns: readonly Section[] } | undefined;
  private parsersMade: ReadonlyMap<string, ParserFile> | undefined;
  private readonly listsMade = new Map<string, DigestList>();
  private filesMade: ReadonlyMap<string, UsedFile> | undefined;

  /** @param kernel what files depend on of the kernel */
  constructor(
    private readonly reader: ConfReader,
    private readonly inputs: KernelInputs,
    private readonly claims: Claims,
    private readonly kernel: {
      readonly hash: Fact<string>;
      readonly compression: Fact<Compression>;
      readonly defaultPath: Fact<string>;
    },
  ) {}

  private owner(section: Section | undefined): Fact<number> {
    return plain(this.reader.number(section, "owner"), 0);
  }

  signedBy(section: Section | undefined): Fact<string> {
    return plain(this.reader.word(section, "signed-by"), buildKey);
  }

  credentials(
    section: Section | undefined,
    key: string,
    usual: readonly Credential[],
    assumed: Assumption | undefined,
  ): Fact<readonly Credential[]> {
    const said = this.reader.words(section, key);
    if (said === undefined) return { value: usual, ...(assumed === undefined ? {} : { assumed }) };
    return { value: [...new Set(said.value)].filter((word) => word !== "none") as Credential[], ...placeOf(said) };
  }

  fileSystems(section: Section | undefined, inInitramfs: boolean): Fact<FileSystems> | undefined {
    const said = this.reader.words(section, "file-system");
    if (said === undefined) return undefined;
    const oneOf = said.value.flatMap((word) => identitiesOf(word, inInitramfs));
    return oneOf.length === 0 ? undefined : { value: { oneOf }, ...placeOf(said) };
  }

  /** Made once: each phase asks, and contradictions are to be told once. */
  parsers(): ReadonlyMap<string, ParserFile> {
    this.parsersMade ??= this.makeParsers();
    return this.parsersMade;
  }

  private makeParsers(): ReadonlyMap<string, ParserFile> {
    const parsers = new Map<string, ParserFile>();
    for (const section of this.reader.sections("parser")) {
      const format = section.name?.text;
      if (format === undefined || parsers.has(format)) continue;
      parsers.set(format, this.parser(format, section));
    }
    if (!parsers.has("tlv")) parsers.set("tlv", this.parser("tlv", undefined));
    // Formats that lists need and no section describes.
    for (const name of this.allLists()) {
      const format = readListName(name)?.format;
      if (format !== undefined && format !== "" && !isPattern(format) && !parsers.has(format))
        parsers.set(format, this.parser(format, undefined));
    }
    return parsers;
  }

  private parser(format: string, section: Section | undefined): ParserFile {
    const configured = format === "tlv" ? this.inputs.option("CONFIG_DIGEST_CACHE_TLV_PARSER") : undefined;
    const byConfig = configured && {
      ...configured,
      value:
        configured.value === "y"
          ? ("builtin" as const)
          : configured.value === "m"
            ? ("module" as const)
            : ("absent" as const),
    };
    // Parsers that somebody has written; of others a description has to tell.
    const isKnown = section !== undefined || format === "tlv" || format === "rpm";
    const load = this.claims.settle<"builtin" | "module" | "absent">(
      `how the parser ${format} comes into the kernel`,
      [this.reader.word(section, "load"), byConfig],
      isKnown
        ? {
            value: "module",
            assumed: {
              text: `the parser ${format} is a kernel module`,
              change: `[parser "${format}"] load = ${format === "tlv" ? "builtin" : "absent"}`,
            },
          }
        : {
            value: "absent",
            assumed: {
              text: `there is no parser for the format ${format}, of which nothing is said`,
              change: `[parser "${format}"] load = module`,
            },
          },
    );
    const where = this.reader.text(section, "path");
    const compression = this.kernel.compression.value;
    const lists = this.reader.words(section, "digest-list");
    const systems = this.fileSystems(section, false);
    return {
      kind: "parser",
      format,
      name: parserFileName(format, compression),
      path: `/lib/modules/VERSION/${where?.value ?? `${parsersDirectory}/${parserFileName(format, compression)}`}`,
      load,
      where: where && { value: where.value, ...placeOf(where) },
      credentials: this.credentials(section, "signature", ["appended"], {
        text: `the module of the parser ${format} has an appended signature and no security.ima`,
        change: `[parser "${format}"] signature = appended imasig`,
      }),
      signedBy: this.signedBy(section),
      owner: this.owner(section),
      fileSystems: systems,
      ...(lists === undefined ? {} : { lists: { value: lists.value, ...placeOf(lists) } }),
      ...(section === undefined ? {} : { place: this.reader.place(section.header) }),
    };
  }

  /** Names of all lists that the file speaks of. */
  allLists(): readonly string[] {
    this.lists ??= this.namesOfLists();
    return this.lists;
  }

  private namesOfLists(): string[] {
    const described = this.reader.sections("digest-list").flatMap(({ name }) => name?.text ?? []);
    const named = this.reader
      .sections("phase")
      .flatMap((section) => this.reader.words(section, "digest-lists")?.value ?? []);
    const patterns = [...described, ...named].filter(isPattern);
    // Lists that files name are meant by a pattern, too.
    const ofFiles = ["file", "parser"]
      .flatMap((kind) => this.reader.sections(kind))
      .flatMap((section) => this.reader.words(section, "digest-list")?.value ?? [])
      .filter((name) => !isPattern(name) && patterns.some((pattern) => matchesPattern(pattern, name)));
    const names = [...described, ...named].filter((name) => !isPattern(name)).concat(ofFiles);
    // A pattern stands for the lists that it matches; for one of its own when there are none.
    const alone = patterns.filter((pattern) => !names.some((name) => matchesPattern(pattern, name)));
    return [...new Set([...names, ...alone])];
  }

  /** The section of a list: the first of its name, or the first whose pattern it fits. */
  private listSection(name: string): Section | undefined {
    if (this.listSections === undefined) {
      const sections = this.reader.sections("digest-list");
      this.listSections = {
        exact: new Map(
          [...sections].reverse().flatMap((section) => (section.name ? [[section.name.text, section]] : [])),
        ),
        patterns: sections.filter((section) => section.name !== undefined && isPattern(section.name.text)),
      };
    }
    const { exact, patterns } = this.listSections;
    return exact.get(name) ?? patterns.find((other) => matchesPattern(other.name?.text ?? "", name));
  }

  private listDirectory(): string {
    const section = this.reader.section("digest-cache");
    const said = this.reader.text(section, "lists-in") ?? this.reader.text(section, "default-path");
    return normalized(said?.value ?? this.kernel.defaultPath.value);
  }

  private makeDigestList(name: string): DigestList {
    const section = this.listSection(name);
    const files = this.reader.words(section, "files");
    const content = this.reader.word(section, "format");
    const hash = this.reader.word(section, "hash");
    const path = name.startsWith("/") ? normalized(name) : `${this.listDirectory()}/${name}`;
    return {
      kind: "digest-list",
      name: path.slice(path.lastIndexOf("/") + 1),
      path,
      credentials: this.credentials(section, "signature", ["appended"], {
        text: `${name} has an appended signature and no security.ima`,
        change: `[digest-list "${name}"] signature = appended imasig`,
      }),
      signedBy: this.signedBy(section),
      owner: this.owner(section),
      fileSystems: this.fileSystems(section, false),
      digests:
        hash === undefined
          ? {
              value: this.kernel.hash.value,
              assumed: {
                text: `${name} has ${this.kernel.hash.value} digests, the algorithm that IMA uses`,
                change: `[digest-list "${name}"] hash = ${this.kernel.hash.value === "sha256" ? "sha512" : "sha256"}`,
              },
            }
          : { value: hash.value, ...placeOf(hash) },
      files: files && { value: files.value.map(normalized), ...placeOf(files) },
      content: content && { value: content.value, ...placeOf(content) },
      ...(section === undefined ? {} : { place: this.reader.place(section.header) }),
    };
  }

  keys(modsig: Fact<boolean>): ReadonlyMap<string, SigningKey> {
    const keys = new Map<string, SigningKey>();
    for (const section of this.reader.sections("key")) {
      const name = section.name?.text;
      if (name === undefined) continue;
      const from = this.reader.word(section, "from-phase");
      keys.set(name, {
        name,
        keyring: plain(this.reader.word(section, "keyring"), ".ima"),
        fromPhase: from && { value: from.value, ...placeOf(from) },
      });
    }
    if (!keys.has(buildKey))
      keys.set(buildKey, {
        name: buildKey,
        // The build's key is put on .ima for appended signatures alone.
        keyring: modsig.value ? { value: ".ima" } : { ...modsig, value: ".builtin_trusted_keys" },
        fromPhase: undefined,
      });
    return keys;
  }

  private file(section: Section): UsedFile {
    const name = section.name?.text ?? "";
    const hooks = this.reader.words(section, "hook");
    const lists = this.reader.words(section, "digest-list");
    const hash = this.reader.word(section, "hash");
    const setting = settingOf(section, "digest-list-xattr");
    const xattr = setting && {
      value: setting.words.map(({ text }) => text).join(" "),
      place: this.reader.place(setting.span),
    };
    const isModule = moduleName.test(name) || hooks?.value.includes("MODULE_CHECK") === true;
    return {
      kind: "file",
      name,
      path: normalized(name),
      credentials: this.credentials(section, "signature", [], undefined),
      signedBy: this.signedBy(section),
      owner: this.owner(section),
      fileSystems: this.fileSystems(section, false),
      hooks: hooks && { value: hooks.value, ...placeOf(hooks) },
      isModule,
      parserOf: this.reader.word(section, "parser")?.value,
      phases: this.reader.words(section, "phase")?.value,
      libraries: (this.reader.words(section, "libraries")?.value ?? []).map(normalized),
      isAssumed: false,
      place: this.reader.place(section.header),
      ...(hash === undefined ? {} : { hash: { value: hash.value, ...placeOf(hash) } }),
      ...(lists === undefined ? {} : { lists: { value: this.listNames(lists.value), ...placeOf(lists) } }),
      ...(xattr === undefined ? {} : { listXattr: xattr }),
    };
  }

  /** Lists by name, for words that may be patterns, or names of which a pattern stands for several. */
  private listNames(words: readonly string[]): string[] {
    const exact = new Set(words);
    const patterns = words.filter(isPattern);
    return this.allLists().flatMap((list) =>
      exact.has(list) ||
      patterns.some((pattern) => matchesPattern(pattern, list)) ||
      (isPattern(list) && words.some((word) => matchesPattern(list, word)))
        ? [list.slice(list.lastIndexOf("/") + 1)]
        : [],
    );
  }

  /** A list by name; there is one object for each. */
  digestList(name: string): DigestList {
    const known = this.listsMade.get(name);
    if (known !== undefined) return known;
    const list = this.makeDigestList(name);
    this.listsMade.set(name, list);
    return list;
  }

  /** Files that have a section, by path. */
  files(): ReadonlyMap<string, UsedFile> {
    this.filesMade ??= new Map(
      uniqueBy(
        this.reader
          .sections("file")
          .filter(({ name }) => name !== undefined)
          .map((section) => this.file(section)),
        ({ path }) => path,
      ).map((file) => [file.path, file]),
    );
    return this.filesMade;
  }

  /** A file by its path, also one of which nothing is said. */
  fileAt(name: string): UsedFile {
    const path = normalized(name);
    return this.files().get(path) ?? { ...plainFile, name, path, isModule: moduleName.test(name) };
  }

  /** The first program of a phase: as a section describes it, or with what is usual. */
  firstProgram(name: string, phase: string): UsedFile {
    const path = normalized(name);
    const described = this.files().get(path);
    if (described !== undefined) return described;
    const assumed: Assumption = {
      text: `the first program of phase ${phase}, ${name}, is in every digest list whose files are not said; where a rule takes no digest list, it has the hash or signature that the rule asks for`,
      change: `[file "${name}"] digest-list = tlv-main`,
    };
    return { ...plainFile, name, path, credentials: { value: [], assumed }, phases: [phase], isAssumed: true };
  }
}
