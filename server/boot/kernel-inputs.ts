/** The kernel's configuration and command line, as far as they are there to be read. */

import {
  type CommandLine,
  type ConfigOptions,
  parseCommandLine,
  parseKernelConfig,
  settingOf,
} from "../../grammar/index.js";
import type { Place, Reason } from "./answer.js";
import { type BootSources, besides } from "./boot-sources.js";
import type { Claim, Claims } from "./claims.js";
import type { ConfReader } from "./conf-reader.js";
import type { Compression } from "./description.js";

interface ReadCommandLine {
  /** Undefined: it is not said in a file. */
  readonly path: string | undefined;
  readonly line: CommandLine;
  /** Where its text begins in the file. */
  readonly base: number;
}

export class KernelInputs {
  readonly config: { readonly path: string; readonly options: ConfigOptions; readonly whole: boolean } | undefined;
  readonly commandLine: ReadCommandLine | undefined;

  constructor(
    private readonly sources: BootSources,
    private readonly reader: ConfReader,
    private readonly claims: Claims,
    private readonly faults: Reason[],
  ) {
    this.config = this.readConfig();
    this.commandLine = this.readCommandLine();
  }

  missing(path: string, place: Place, what: string): void {
    this.faults.push({
      kind: "policy-not-readable",
      text: `${path} is ${what}, and is none that could be read`,
      place,
      because: [],
    });
  }

  private readConfig() {
    const kernel = this.reader.section("kernel");
    const said = this.reader.text(kernel, "config");
    if (said === undefined) return undefined;
    const path = besides(this.reader.path, said.value);
    const text = this.sources.readText(path);
    if (text === undefined) {
      this.missing(path, said.place, "named as the kernel's configuration");
      return undefined;
    }
    return { path, ...parseKernelConfig(text) };
  }

  private readCommandLine() {
    const kernel = this.reader.section("kernel");
    const setting = kernel && settingOf(kernel, "cmdline");
    const file = this.reader.text(kernel, "cmdline-file");
    const inline =
      setting === undefined
        ? undefined
        : {
            path: this.reader.path,
            line: parseCommandLine(setting.words.map(({ text }) => text).join(" ")),
            // Values over several lines have no place of their own in the joined text.
            base: setting.words[0]?.span.start ?? setting.span.start,
          };
    const text = file && this.sources.readText(besides(this.reader.path, file.value));
    if (file !== undefined && text === undefined)
      this.missing(besides(this.reader.path, file.value), file.place, "named as the kernel's command line");
    const fromFile =
      file === undefined || text === undefined
        ? undefined
        : { path: besides(this.reader.path, file.value), line: parseCommandLine(text), base: 0 };
    if (inline !== undefined && setting !== undefined && file !== undefined && fromFile !== undefined)
      if (inline.line.text.trim() !== fromFile.line.text.trim())
        this.claims.contradict(
          "the kernel command line",
          { ...this.reader.place(setting.span), says: "cmdline" },
          { ...file.place, says: fromFile.path },
        );
    if (inline !== undefined) return inline;
    if (fromFile !== undefined) return fromFile;
    const { commandLine } = this.sources;
    return commandLine === undefined ? undefined : { path: undefined, line: parseCommandLine(commandLine), base: 0 };
  }

  /** What the configuration says of an option; also when it says so by leaving it out. */
  option(name: string): Claim<string> | undefined {
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

  /** Those of some options of which something is said. */
  saidOptions(names: readonly string[]): ReadonlySet<string> {
    return new Set(names.filter((name) => this.option(name) !== undefined));
  }

  switchedOn(name: string): Claim<boolean> | undefined {
    const said = this.option(name);
    return said && { ...said, value: said.value === "y" || said.value === "m" };
  }

  parameter<T>(
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
      says: this.commandLine.line.text.slice(start, end),
    };
  }

  commandLinePlace(): { commandLinePlace?: Place } {
    if (this.commandLine?.path === undefined) return {};
    const { path, base, line } = this.commandLine;
    return { commandLinePlace: { path, span: { start: base, end: base + line.text.trimEnd().length } } };
  }

  configuredCompression(): Claim<Compression> | undefined {
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

  defaultHash(): Claim<string> | undefined {
    const said = this.option("CONFIG_IMA_DEFAULT_HASH");
    return said === undefined || said.value === "n" || said.value === "" ? undefined : said;
  }
}
