/** From what is written down of a boot to facts, each with where it comes from. */

import {
  type AppraiseMode,
  type BootFile,
  type CommandLine,
  type ConfigOptions,
  compareListNames,
  fileSystemByMagic,
  fileSystems,
  isPattern,
  Kernel,
  type KernelConfig,
  matchesPattern,
  normalizeVersion,
  type Policy,
  parseCommandLine,
  parseKernelConfig,
  readImaParameters,
  type Section,
  settingOf,
} from "../../grammar/index.js";
import type { FileSystemIdentity } from "../policy/index.js";
import type { Assumption, Place, Reason } from "./answer.js";
import { type Claim, Claims, type Said } from "./claims.js";
import type {
  BootDescription,
  Compression,
  Credential,
  DigestList,
  Fact,
  FileSystems,
  MachineFile,
  ParserFile,
  Phase,
  PhasePolicy,
  SigningKey,
  Step,
  StepKind,
  UsedFile,
} from "./description.js";
import { normalized } from "./list-search.js";
import { parserFileName, parsersDirectory } from "./parser-file.js";

/** A policy that a phase loads. */
export interface PolicySource {
  readonly policy: Policy;
  /** Whether the target kernel refuses to load it. */
  readonly refused: boolean;
}

/** What there is to read. Pure: whoever asks has read the files. */
export interface BootSources {
  readonly conf?: { readonly path: string; readonly file: BootFile };
  /** The policy that the only phase loads, when there is no digest-cache.conf. */
  readonly policyPath?: string;
  /** The text of a file; undefined: it was not read. */
  readText(path: string): string | undefined;
  readPolicy(path: string, kernel: Kernel): PolicySource | undefined;
  /** What is said beside the files. */
  readonly kernelConfig?: KernelConfig;
  readonly commandLine?: string;
  readonly kernelVersion?: string;
}

/** A path that a file names, as seen from where that file is. */
export function besides(path: string, named: string): string {
  if (named.startsWith("/") || /^[A-Za-z]:[\\/]/.test(named)) return named;
  const parts = path.split("/").slice(0, -1);
  for (const part of named.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

const usualListDirectory = "/etc/digest_lists";
const buildKey = "kernel-build";

class Assembly {
  private readonly claims = new Claims();
  private readonly faults: Reason[] = [];
  private readonly path: string;
  private readonly conf: BootFile | undefined;
  private readonly sectionsByKind = new Map<string, Section[]>();
  private lists: readonly string[] | undefined;
  private listSections: { exact: ReadonlyMap<string, Section>; patterns: readonly Section[] } | undefined;
  private parsersMade: ReadonlyMap<string, ParserFile> | undefined;
  private readonly config: { path: string; options: ConfigOptions; whole: boolean } | undefined;
  private readonly commandLine: { path: string | undefined; line: CommandLine; base: number } | undefined;

  constructor(private readonly sources: BootSources) {
    this.conf = sources.conf?.file;
    this.path = sources.conf?.path ?? sources.policyPath ?? "";
    for (const section of this.conf?.sections ?? []) {
      if (section.spec === undefined) continue;
      const others = this.sectionsByKind.get(section.kind.text);
      if (others === undefined) this.sectionsByKind.set(section.kind.text, [section]);
      else others.push(section);
    }
    this.config = this.readConfig();
    this.commandLine = this.readCommandLine();
  }

  // Sections

  private sections(kind: string): readonly Section[] {
    return this.sectionsByKind.get(kind) ?? [];
  }

  private section(kind: string): Section | undefined {
    return this.sections(kind)[0];
  }

  private place(span: Place["span"]): Place {
    return { path: this.path, span };
  }

  /** The words of a key, those that the table takes; undefined: not said, or said in vain. */
  private words(section: Section | undefined, key: string): Said<string[]> | undefined {
    const setting = section && settingOf(section, key);
    if (setting?.spec === undefined) return undefined;
    const { spec } = setting;
    const words = setting.words
      .map(({ text }) => text)
      .filter((text) => spec.choices === undefined || spec.choices.some(({ word }) => word === text));
    if (words.length === 0 && !(setting.words.length === 0 && spec.mayBeEmpty)) return undefined;
    return { value: words, place: this.place(setting.span), says: `${setting.key.text} = ${setting.value.text}` };
  }

  private word<T extends string = string>(section: Section | undefined, key: string): Said<T> | undefined {
    const said = this.words(section, key);
    const [first] = said?.value ?? [];
    return said === undefined || first === undefined ? undefined : { ...said, value: first as T };
  }

  private text(section: Section | undefined, key: string): Said<string> | undefined {
    const setting = section && settingOf(section, key);
    if (setting?.spec === undefined || (setting.value.text === "" && !setting.spec.mayBeEmpty)) return undefined;
    return {
      value: setting.words.map(({ text }) => text).join(" "),
      place: this.place(setting.span),
      says: `${setting.key.text} = ${setting.value.text}`,
    };
  }

  private flag(section: Section | undefined, key: string): Said<boolean> | undefined {
    const said = this.word(section, key);
    return said && { ...said, value: said.value === "yes" };
  }

  private number(section: Section | undefined, key: string): Said<number> | undefined {
    const said = this.word(section, key);
    return said === undefined || !/^\d{1,10}$/.test(said.value) ? undefined : { ...said, value: Number(said.value) };
  }

  private fact<T>(claim: Claim<T> | undefined, value: T, text: string, change: string): Fact<T> {
    return this.claims.settle("", [claim], { value, assumed: { text, change } });
  }

  /** What holds when nothing is said, and nobody has to be told. */
  private plain<T>(claim: Said<T> | undefined, value: T): Fact<T> {
    return claim === undefined ? { value } : { value: claim.value, place: claim.place };
  }

  // Files

  private missing(path: string, place: Place, what: string): void {
    this.faults.push({
      kind: "policy-not-readable",
      text: `${path} cannot be read, and is ${what}`,
      place,
      because: [],
    });
  }

  private readConfig() {
    const kernel = this.section("kernel");
    const said = this.text(kernel, "config");
    if (said === undefined) return undefined;
    const path = besides(this.path, said.value);
    const text = this.sources.readText(path);
    if (text === undefined) {
      this.missing(path, said.place, "named as the kernel's configuration");
      return undefined;
    }
    return { path, ...parseKernelConfig(text) };
  }

  private readCommandLine() {
    const kernel = this.section("kernel");
    const setting = kernel && settingOf(kernel, "cmdline");
    const file = this.text(kernel, "cmdline-file");
    const inline =
      setting === undefined
        ? undefined
        : {
            path: this.path,
            line: parseCommandLine(setting.words.map(({ text }) => text).join(" ")),
            // Values over several lines have no place of their own in the joined text.
            base: setting.words[0]?.span.start ?? setting.span.start,
          };
    const text = file && this.sources.readText(besides(this.path, file.value));
    if (file !== undefined && text === undefined)
      this.missing(besides(this.path, file.value), file.place, "named as the kernel's command line");
    const fromFile =
      file === undefined || text === undefined
        ? undefined
        : { path: besides(this.path, file.value), line: parseCommandLine(text), base: 0 };
    if (inline !== undefined && setting !== undefined && file !== undefined && fromFile !== undefined)
      if (inline.line.text.trim() !== fromFile.line.text.trim())
        this.claims.contradict(
          "the kernel command line",
          { ...this.place(setting.span), says: "cmdline" },
          { ...file.place, says: fromFile.path },
        );
    if (inline !== undefined) return inline;
    if (fromFile !== undefined) return fromFile;
    const { commandLine } = this.sources;
    return commandLine === undefined ? undefined : { path: undefined, line: parseCommandLine(commandLine), base: 0 };
  }

  /** What the configuration says of an option; also when it says so by leaving it out. */
  private option(name: string): Claim<string> | undefined {
    const given = this.sources.kernelConfig?.[name];
    if (this.config !== undefined) {
      const found = this.config.options.get(name);
      if (found !== undefined)
        return {
          value: found.value,
          place: { path: this.config.path, span: found.span },
          says: `${name}=${found.value}`,
        };
      if (this.config.whole)
        return { value: "n", place: { path: this.config.path, span: { start: 0, end: 0 } }, says: `no ${name}` };
    }
    return given === undefined ? undefined : { value: given, place: undefined, says: `${name}=${given}` };
  }

  private switchedOn(name: string): Claim<boolean> | undefined {
    const said = this.option(name);
    return said && { ...said, value: said.value === "y" || said.value === "m" };
  }

  private parameter<T>(
    said:
      | { readonly value: T; readonly parameter: { readonly span: Place["span"]; readonly name: string } }
      | undefined,
  ): Claim<T> | undefined {
    if (said === undefined || this.commandLine === undefined) return undefined;
    const { path, base } = this.commandLine;
    const { start, end } = said.parameter.span;
    return {
      value: said.value,
      place: path === undefined ? undefined : { path, span: { start: start + base, end: end + base } },
      says: `${said.parameter.name}=${String(said.value)}`,
    };
  }

  // Facts

  assemble(): BootDescription {
    const section = this.section("kernel");
    const asked = this.word(section, "version");
    const version = normalizeVersion(asked?.value ?? this.sources.kernelVersion ?? "") ?? "6.12";
    const integration = this.claims.settle(
      "whether the kernel has the Integrity Digest Cache",
      [this.flag(section, "integration"), this.switchedOn("CONFIG_INTEGRITY_DIGEST_CACHE")],
      {
        value: true,
        assumed: {
          text: "the kernel has the Integrity Digest Cache",
          change: "[kernel] integration = no",
        },
      },
    );
    const config: Record<string, string> = { ...this.sources.kernelConfig };
    if (this.config !== undefined) {
      for (const [name, option] of this.config.options) config[name] = option.value;
    }
    const modsig = this.claims.settle(
      "whether IMA knows appended signatures",
      [this.flag(section, "modsig"), this.switchedOn("CONFIG_IMA_APPRAISE_MODSIG")],
      {
        value: true,
        assumed: {
          text: "the kernel is built with CONFIG_IMA_APPRAISE_MODSIG",
          change: "[kernel] modsig = no",
        },
      },
    );
    if (this.conf !== undefined) config.CONFIG_IMA_APPRAISE_MODSIG = modsig.value ? "y" : "n";
    const dialect = integration.value ? "digest-cache" : "mainline";
    const kernel = new Kernel(version, dialect, config);
    const parameters = readImaParameters(this.commandLine?.line ?? "", kernel);
    const forced: Claim<"force"> | undefined =
      this.asForced(this.parameter(parameters.moduleSigEnforce)) ?? this.asForced(this.parameter(parameters.lockdown));
    const fromConfig = this.option("CONFIG_MODULE_SIG_FORCE");
    const moduleSigning = this.claims.settle<"off" | "permissive" | "force">(
      "what the kernel asks of modules",
      [
        this.word(section, "module-signing"),
        forced,
        fromConfig?.value === "y" ? { ...fromConfig, value: "force" } : undefined,
      ],
      {
        value: "permissive",
        assumed: { text: "the kernel loads unsigned modules", change: "[kernel] module-signing = force" },
      },
    );
    const compression = this.claims.settle<Compression>(
      "how modules are compressed",
      [this.word(section, "module-compression"), this.configuredCompression()],
      { value: "none", assumed: { text: "modules are not compressed", change: "[kernel] module-compression = xz" } },
    );
    const inKernel = this.switchedOn("CONFIG_MODULE_DECOMPRESS");
    const decompress = this.claims.settle<"in-kernel" | "user-space">(
      "who decompresses modules",
      [
        this.word(section, "module-decompress"),
        inKernel && { ...inKernel, value: inKernel.value ? "in-kernel" : "user-space" },
      ],
      {
        value: "in-kernel",
        assumed: {
          text: "the kernel decompresses modules by itself",
          change: "[kernel] module-decompress = user-space",
        },
      },
    );
    const evm = this.word(section, "evm");
    const secureBoot = this.plain(this.flag(section, "secure-boot"), false);
    const bootParameter = this.switchedOn("CONFIG_IMA_APPRAISE_BOOTPARAM");
    const said = this.parameter(parameters.appraise);
    const mode: Fact<AppraiseMode> =
      said === undefined || secureBoot.value || bootParameter?.value === false
        ? { value: "enforce" }
        : this.claims.settle<AppraiseMode>("ima_appraise=", [said], { value: "enforce" });
    const hash = this.claims.settle("the hash algorithm", [this.parameter(parameters.hash), this.defaultHash()], {
      value: "sha256",
      assumed: { text: "IMA hashes files with sha256", change: "[kernel] cmdline = ima_hash=sha256" },
    });
    const phases = this.phases(this.allLists(), kernel, parameters.init?.value, parameters.rdinit?.value);
    const lists = uniqueBy(
      phases.flatMap(({ lists: own }) => own.value),
      ({ name }) => name,
    );
    const files = this.files();
    return {
      path: this.path,
      hasConf: this.conf !== undefined,
      kernel,
      dialect,
      parameters,
      ...this.commandLinePlace(),
      integration,
      modsig,
      moduleSigning,
      compression,
      decompress,
      secureBoot,
      evm: evm === undefined ? { value: false } : { value: evm.value === "active", ...placeOf(evm) },
      mode,
      hash,
      ...this.defaultPaths(),
      prefetch: this.plain(this.flag(this.section("digest-cache"), "prefetch"), false),
      parsers: this.parsers(),
      lists,
      files,
      keys: this.keys(modsig),
      phases,
      steps: this.steps(phases, files),
      contradictions: this.claims.contradictions,
      faults: this.faults,
    };
  }

  private asForced(claim: Claim<unknown> | undefined): Claim<"force"> | undefined {
    return claim && { ...claim, value: "force" };
  }

  private commandLinePlace(): { commandLinePlace?: Place } {
    if (this.commandLine?.path === undefined) return {};
    const { path, base, line } = this.commandLine;
    return { commandLinePlace: { path, span: { start: base, end: base + line.text.trimEnd().length } } };
  }

  private configuredCompression(): Claim<Compression> | undefined {
    const kinds = [
      ["CONFIG_MODULE_COMPRESS_GZIP", "gzip"],
      ["CONFIG_MODULE_COMPRESS_XZ", "xz"],
      ["CONFIG_MODULE_COMPRESS_ZSTD", "zstd"],
    ] as const;
    for (const [name, value] of kinds) {
      const said = this.option(name);
      if (said?.value === "y") return { ...said, value };
    }
    const none = this.option("CONFIG_MODULE_COMPRESS_NONE") ?? this.option("CONFIG_MODULE_COMPRESS");
    return none === undefined ? undefined : { ...none, value: "none" };
  }

  private defaultHash(): Claim<string> | undefined {
    const said = this.option("CONFIG_IMA_DEFAULT_HASH");
    return said === undefined || said.value === "n" || said.value === "" ? undefined : said;
  }

  private defaultPaths(): Pick<BootDescription, "kernelDefaultPath" | "writtenDefaultPath"> {
    const section = this.section("digest-cache");
    const path = this.text(section, "default-path");
    const written = this.word(section, "set-in-phase");
    const configured = this.option("CONFIG_DIGEST_LIST_DEFAULT_PATH");
    const usual: Fact<string> = { value: usualListDirectory };
    const claims = configured?.value === "n" ? [] : [configured];
    if (path !== undefined && written !== undefined)
      return {
        kernelDefaultPath: this.claims.settle("the default path", claims, usual),
        writtenDefaultPath: {
          path: { value: path.value, ...placeOf(path) },
          phase: { value: written.value, ...placeOf(written) },
        },
      };
    return {
      kernelDefaultPath: this.claims.settle("the default path", [path, ...claims], usual),
      writtenDefaultPath: undefined,
    };
  }

  private listDirectory(): string {
    const section = this.section("digest-cache");
    const said = this.text(section, "lists-in") ?? this.text(section, "default-path");
    return normalized(said?.value ?? this.defaultPaths().kernelDefaultPath.value);
  }

  private owner(section: Section | undefined): Fact<number> {
    return this.plain(this.number(section, "owner"), 0);
  }

  private signedBy(section: Section | undefined): Fact<string> {
    return this.plain(this.word(section, "signed-by"), buildKey);
  }

  private credentials(
    section: Section | undefined,
    key: string,
    usual: readonly Credential[],
    assumed: Assumption | undefined,
  ): Fact<readonly Credential[]> {
    const said = this.words(section, key);
    if (said === undefined) return { value: usual, ...(assumed === undefined ? {} : { assumed }) };
    return { value: said.value.filter((word) => word !== "none") as Credential[], ...placeOf(said) };
  }

  private fileSystems(section: Section | undefined, inInitramfs: boolean): Fact<FileSystems> | undefined {
    const said = this.words(section, "file-system");
    if (said === undefined) return undefined;
    const oneOf = said.value.flatMap((word) => identitiesOf(word, inInitramfs));
    return oneOf.length === 0 ? undefined : { value: { oneOf }, ...placeOf(said) };
  }

  /** Made once: each phase asks, and contradictions are to be told once. */
  private parsers(): ReadonlyMap<string, ParserFile> {
    this.parsersMade ??= this.makeParsers();
    return this.parsersMade;
  }

  private makeParsers(): ReadonlyMap<string, ParserFile> {
    const parsers = new Map<string, ParserFile>();
    for (const section of this.sections("parser")) {
      const format = section.name?.text;
      if (format === undefined || parsers.has(format)) continue;
      parsers.set(format, this.parser(format, section));
    }
    if (!parsers.has("tlv")) parsers.set("tlv", this.parser("tlv", undefined));
    for (const name of this.formatsOfLists()) if (!parsers.has(name)) parsers.set(name, this.parser(name, undefined));
    return parsers;
  }

  /** Formats that lists need and no section describes. */
  private formatsOfLists(): string[] {
    return this.allLists().flatMap((name) => formatOf(name) ?? []);
  }

  private parser(format: string, section: Section | undefined): ParserFile {
    const configured = format === "tlv" ? this.option("CONFIG_DIGEST_CACHE_TLV_PARSER") : undefined;
    const byConfig = configured && {
      ...configured,
      value:
        configured.value === "y"
          ? ("builtin" as const)
          : configured.value === "m"
            ? ("module" as const)
            : ("absent" as const),
    };
    const load = this.claims.settle<"builtin" | "module" | "absent">(
      `how the parser ${format} comes into the kernel`,
      [this.word(section, "load"), byConfig],
      {
        value: "module",
        assumed: { text: `the parser ${format} is a kernel module`, change: `[parser "${format}"] load = builtin` },
      },
    );
    const where = this.text(section, "path");
    const compression = this.configuredOrSaidCompression();
    const lists = this.words(section, "digest-list");
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
      ...(section === undefined ? {} : { place: this.place(section.header) }),
    };
  }

  private configuredOrSaidCompression(): Compression {
    return (
      this.word<Compression>(this.section("kernel"), "module-compression")?.value ??
      this.configuredCompression()?.value ??
      "none"
    );
  }

  /** Names of all lists that the file speaks of. */
  private allLists(): readonly string[] {
    this.lists ??= this.namesOfLists();
    return this.lists;
  }

  private namesOfLists(): string[] {
    const described = this.sections("digest-list").flatMap(({ name }) => name?.text ?? []);
    const named = this.sections("phase").flatMap((section) => this.words(section, "digest-lists")?.value ?? []);
    const names = [...described.filter((name) => !isPattern(name)), ...named.filter((name) => !isPattern(name))];
    const patterns = [...described, ...named].filter(isPattern);
    // A pattern stands for the lists that it matches; for one of its own when there are none.
    const alone = patterns.filter((pattern) => !names.some((name) => matchesPattern(pattern, name)));
    return [...new Set([...names, ...alone])];
  }

  /** The section of a list: the first of its name, or the first whose pattern it fits. */
  private listSection(name: string): Section | undefined {
    if (this.listSections === undefined) {
      const sections = this.sections("digest-list");
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

  private digestList(name: string): DigestList {
    const section = this.listSection(name);
    const files = this.words(section, "files");
    const content = this.word(section, "format");
    const hash = this.word(section, "hash");
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
              value: "sha256",
              assumed: { text: `${name} has sha256 digests`, change: `[digest-list "${name}"] hash = sha256` },
            }
          : { value: hash.value, ...placeOf(hash) },
      files: files && { value: files.value.map(normalized), ...placeOf(files) },
      content: content && { value: content.value, ...placeOf(content) },
      ...(section === undefined ? {} : { place: this.place(section.header) }),
    };
  }

  private keys(modsig: Fact<boolean>): ReadonlyMap<string, SigningKey> {
    const keys = new Map<string, SigningKey>();
    for (const section of this.sections("key")) {
      const name = section.name?.text;
      if (name === undefined) continue;
      const from = this.word(section, "from-phase");
      keys.set(name, {
        name,
        keyring: this.plain(this.word(section, "keyring"), ".ima"),
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

  // Phases

  private phases(
    allLists: readonly string[],
    kernel: Kernel,
    init: string | undefined,
    rdinit: string | undefined,
  ): Phase[] {
    const sections = uniqueBy(
      this.sections("phase").filter(({ name }) => name !== undefined),
      ({ name }) => name?.text,
    );
    const made: Phase[] = [];
    const listCache = new Map<string, DigestList>();
    const listOf = (name: string): DigestList => {
      const known = listCache.get(name);
      if (known !== undefined) return known;
      const list = this.digestList(name);
      listCache.set(name, list);
      return list;
    };
    for (const section of sections.length === 0 ? [undefined] : sections)
      made.push(this.onePhase(section, made, allLists, listOf, kernel, init, rdinit));
    return made;
  }

  private onePhase(
    section: Section | undefined,
    before: readonly Phase[],
    allLists: readonly string[],
    listOf: (name: string) => DigestList,
    kernel: Kernel,
    init: string | undefined,
    rdinit: string | undefined,
  ): Phase {
    const name = section?.name?.text ?? "rootfs";
    const isInitramfs = name === "initramfs";
    const change = (key: string) => `[phase "${name}"] ${key}`;
    const said = this.fileSystems(section, isInitramfs);
    const fileSystems: Fact<FileSystems> = said ?? {
      value: isInitramfs
        ? { oneOf: [...identitiesOf("tmpfs", true), ...identitiesOf("ramfs", true)] }
        : { kind: "storage" },
      assumed: isInitramfs
        ? { text: "the initramfs is on tmpfs or ramfs", change: change("file-system = tmpfs") }
        : { text: `the files of phase ${name} are on a disk`, change: change("file-system = ext4") },
    };
    const xattrs = this.fact(
      this.flag(section, "xattrs"),
      !isInitramfs,
      isInitramfs
        ? "files of an initramfs have no extended attributes"
        : `files of phase ${name} have extended attributes`,
      change(`xattrs = ${isInitramfs ? "yes" : "no"}`),
    );
    const parsers = this.words(section, "parsers");
    const allParsers = [...this.parsers().keys()];
    const lists = this.words(section, "digest-lists");
    const chosen =
      lists === undefined
        ? allLists
        : lists.value.flatMap((word) =>
            isPattern(word) ? allLists.filter((list) => list === word || matchesPattern(word, list)) : [word],
          );
    const usual = allLists.length === 0 && lists === undefined ? ["tlv-list"] : [];
    const listFiles = uniqueBy([...chosen, ...usual].map(listOf), ({ path }) => path).sort((a, b) =>
      compareListNames(a.name, b.name),
    );
    const system = JSON.stringify(fileSystems.value);
    const last = before.at(-1);
    const root = last !== undefined && JSON.stringify(last.fileSystems.value) === system ? last.root : before.length;
    const policyPlace = section && settingOf(section, "policy");
    const phasePolicy = this.phasePolicy(section, before.length === 0, kernel);
    const initPath = this.text(section, "init");
    const first = initPath?.value ?? (isInitramfs ? (rdinit ?? "/init") : (init ?? "/sbin/init"));
    const firstAccess = this.plain(this.number(section, "first-access"), 0);
    return {
      name,
      ...(section === undefined ? {} : { place: this.place(section.header) }),
      policy: phasePolicy,
      policyFile: {
        kind: "policy",
        name: phasePolicy.path ?? "the policy",
        path: "/etc/ima/ima-policy",
        credentials: this.credentials(section, "policy-signature", [], {
          text: "the policy file is not signed",
          change: change("policy-signature = imasig"),
        }),
        signedBy: this.signedBy(undefined),
        owner: { value: 0 },
        fileSystems: undefined,
        ...(policyPlace === undefined ? {} : { place: this.place(policyPlace.span) }),
      },
      fileSystems,
      xattrs,
      parsers:
        parsers === undefined
          ? {
              value: allParsers,
              assumed: {
                text: `the modules of all parsers are there in phase ${name}`,
                change: change("parsers = tlv"),
              },
            }
          : { value: parsers.value, ...placeOf(parsers) },
      lists:
        lists === undefined
          ? {
              value: listFiles,
              assumed: {
                text:
                  usual.length > 0
                    ? `there is a digest list of the format tlv in phase ${name}`
                    : `all digest lists are there in phase ${name}`,
                change: change("digest-lists = tlv-main"),
              },
            }
          : { value: listFiles, ...placeOf(lists) },
      init: this.initOf(first, name),
      firstAccess,
      root,
    };
  }

  private phasePolicy(section: Section | undefined, isFirst: boolean, kernel: Kernel): PhasePolicy {
    const said = this.text(section, "policy");
    const own = section === undefined ? this.sources.policyPath : undefined;
    const word = said?.value ?? (own === undefined ? (isFirst ? "builtin" : "same") : undefined);
    const place = said?.place;
    if (word === "builtin" || word === "same")
      return { kind: word, refused: false, ...(place === undefined ? {} : { place }) };
    const path = own ?? besides(this.path, word ?? "");
    const read = this.sources.readPolicy(path, kernel);
    if (read === undefined) {
      if (place !== undefined) this.missing(path, place, "named as a policy");
      return { kind: "same", refused: false, path, ...(place === undefined ? {} : { place }) };
    }
    return {
      kind: "file",
      path,
      policy: read.policy,
      refused: read.refused,
      ...(place === undefined ? {} : { place }),
    };
  }

  /** The first program: as a section describes it, or with what is usual. */
  private initOf(path: string, phase: string): UsedFile {
    const section = this.sections("file").find(
      ({ name }) => name !== undefined && normalized(name.text) === normalized(path),
    );
    if (section !== undefined) return this.file(section);
    return {
      kind: "file",
      name: path,
      path: normalized(path),
      credentials: {
        value: [],
        assumed: {
          text: `the first program of phase ${phase}, ${path}, has what its rule asks for: it is in the digest lists, or carries the hash or signature`,
          change: `[file "${path}"] signature = none`,
        },
      },
      signedBy: { value: buildKey },
      owner: { value: 0 },
      fileSystems: undefined,
      hooks: undefined,
      isModule: false,
      parserOf: undefined,
      phases: [phase],
      libraries: [],
      isAssumed: true,
    };
  }

  // Files and steps

  private files(): UsedFile[] {
    return uniqueBy(
      this.sections("file")
        .filter(({ name }) => name !== undefined)
        .map((section) => this.file(section)),
      ({ path }) => path,
    );
  }

  private file(section: Section): UsedFile {
    const name = section.name?.text ?? "";
    const hooks = this.words(section, "hook");
    const lists = this.words(section, "digest-list");
    const hash = this.word(section, "hash");
    const setting = settingOf(section, "digest-list-xattr");
    const xattr = setting && {
      value: setting.words.map(({ text }) => text).join(" "),
      place: this.place(setting.span),
    };
    const isModule = /\.ko(?:\.(?:gz|xz|zst))?$/.test(name) || hooks?.value.includes("MODULE_CHECK") === true;
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
      parserOf: this.word(section, "parser")?.value,
      phases: this.words(section, "phase")?.value,
      libraries: (this.words(section, "libraries")?.value ?? []).map(normalized),
      isAssumed: false,
      place: this.place(section.header),
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

  private steps(phases: readonly Phase[], files: readonly UsedFile[]): Step[] {
    let phase = phases.at(-1)?.name ?? "";
    const phaseNames = new Set(phases.map(({ name }) => name));
    const byPath = new Map(files.map((file) => [file.path, file]));
    return this.sections("step").flatMap((section) => {
      const doing = this.word<StepKind>(section, "do");
      const said = this.word(section, "phase")?.value;
      if (said !== undefined && phaseNames.has(said)) phase = said;
      if (doing === undefined) return [];
      const path = this.text(section, "file");
      const parser = this.word(section, "parser");
      const list = this.word(section, "digest-list");
      const newPath = this.text(section, "path");
      const setting = settingOf(section, "xattr");
      return [
        {
          phase,
          do: doing.value,
          uid: this.number(section, "uid")?.value ?? 0,
          ...(path === undefined ? {} : { file: byPath.get(normalized(path.value)) ?? this.bareFile(path.value) }),
          ...(parser === undefined ? {} : { parser: parser.value }),
          ...(list === undefined ? {} : { list: list.value }),
          ...(newPath === undefined ? {} : { path: newPath.value }),
          ...(setting === undefined ? {} : { xattr: setting.words.map(({ text }) => text).join(" ") }),
          place: this.place(section.header),
        },
      ];
    });
  }

  /** A file of which nothing is said but its name. */
  private bareFile(name: string): UsedFile {
    return {
      kind: "file",
      name,
      path: normalized(name),
      credentials: { value: [] },
      signedBy: { value: buildKey },
      owner: { value: 0 },
      fileSystems: undefined,
      hooks: undefined,
      isModule: /\.ko(?:\.(?:gz|xz|zst))?$/.test(name),
      parserOf: undefined,
      phases: undefined,
      libraries: [],
      isAssumed: false,
    };
  }
}

function placeOf(claim: Claim<unknown>): { place?: Place } {
  return claim.place === undefined ? {} : { place: claim.place };
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => unknown): T[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const own = key(item);
    if (seen.has(own)) return false;
    seen.add(own);
    return true;
  });
}

function formatOf(name: string): string | undefined {
  const rest = /^[0-9]/.test(name) ? name.slice(name.indexOf("-") + 1) : name;
  const end = rest.indexOf("-");
  return end <= 0 || isPattern(rest.slice(0, end)) ? undefined : rest.slice(0, end);
}

/** What a word for a file system stands for; a type of an initramfs is called rootfs. */
function identitiesOf(word: string, inInitramfs: boolean): Pick<FileSystemIdentity, "magic" | "type">[] {
  if (/^0x[0-9a-f]+$/i.test(word)) {
    const magic = word
      .slice(2)
      .toLowerCase()
      .replace(/^0+(?=.)/, "");
    const types = fileSystemByMagic(magic)?.types ?? [];
    return types.length === 0 ? [{ magic, type: "" }] : types.map((type) => ({ magic, type }));
  }
  const type = inInitramfs && (word === "tmpfs" || word === "ramfs") ? "rootfs" : word;
  const known = fileSystems.filter(({ types }) => types.includes(word));
  return known.length === 0 ? [{ magic: "", type: word }] : known.map(({ magic }) => ({ magic, type }));
}

/**
 * What is known of a boot. Never throws; what cannot be made out is left at what is usual, and said.
 */
export function describeBoot(sources: BootSources): BootDescription {
  return new Assembly(sources).assemble();
}

export type { MachineFile };
