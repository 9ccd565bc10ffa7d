/** What is known of the phases of a boot, and of the steps in them. */

import {
  compareListNames,
  fileSystemByMagic,
  isPattern,
  matchesPattern,
  type Section,
  settingOf,
} from "../../grammar/index.js";
import { type BootSources, besides } from "./boot-sources.js";
import type { Claims } from "./claims.js";
import { type ConfReader, placeOf, plain } from "./conf-reader.js";
import type { Fact, FileSystems, MachineFile, Phase, PhasePolicy, Step, StepKind } from "./description.js";
import type { FileFacts } from "./file-facts.js";
import { identitiesOf } from "./file-system-words.js";
import type { KernelFacts } from "./kernel-facts.js";
import type { KernelInputs } from "./kernel-inputs.js";
import { uniqueBy } from "./unique.js";

/** Words for the policy of a phase that are no files. */
const policyWords = ["builtin", "same"] as const;

export class PhaseFacts {
  constructor(
    private readonly sources: BootSources,
    private readonly reader: ConfReader,
    private readonly inputs: KernelInputs,
    private readonly claims: Claims,
    private readonly kernel: KernelFacts,
    private readonly files: FileFacts,
  ) {}

  phases(): Phase[] {
    const sections = uniqueBy(
      this.reader.sections("phase").filter(({ name }) => name !== undefined),
      ({ name }) => name?.text,
    );
    const made: Phase[] = [];
    for (const section of sections.length === 0 ? [undefined] : sections) made.push(this.phase(section, made));
    return made;
  }

  private phase(section: Section | undefined, before: readonly Phase[]): Phase {
    const name = section?.name?.text ?? "rootfs";
    const isInitramfs = name === "initramfs";
    const fileSystems = this.fileSystemsOf(section, name, isInitramfs);
    const policy = this.policyOf(section, before);
    const { init, rdinit } = this.kernel.parameters;
    const usualInit = isInitramfs ? (rdinit?.value ?? "/init") : (init?.value ?? "/sbin/init");
    return {
      name,
      ...(section === undefined ? {} : { place: this.reader.place(section.header) }),
      policy,
      policyFile: this.policyFileOf(section, name, policy),
      fileSystems,
      xattrs: this.xattrsOf(section, name, isInitramfs, fileSystems),
      ...this.presentOf(section, name),
      init: this.files.firstProgram(this.reader.text(section, "init")?.value ?? usualInit, name),
      firstAccess: plain(this.reader.number(section, "first-access"), 0),
      root: rootOf(fileSystems, before),
    };
  }

  private fileSystemsOf(section: Section | undefined, name: string, isInitramfs: boolean): Fact<FileSystems> {
    const said =
      this.files.fileSystems(section, isInitramfs) ?? (isInitramfs ? this.initramfsByCommandLine() : undefined);
    if (said !== undefined) return said;
    return isInitramfs
      ? {
          value: { oneOf: [...identitiesOf("tmpfs", true), ...identitiesOf("ramfs", true)] },
          assumed: { text: "the initramfs is on tmpfs or ramfs", change: `[phase "${name}"] file-system = tmpfs` },
        }
      : {
          value: { kind: "storage" },
          assumed: {
            text: `the files of phase ${name} are on a disk`,
            change: `[phase "${name}"] file-system = ext4`,
          },
        };
  }

  /** The kernel mounts tmpfs for the initramfs unless it is told of another root: init_rootfs() in init/do_mounts.c. */
  private initramfsByCommandLine(): Fact<FileSystems> | undefined {
    if (this.inputs.commandLine === undefined) return undefined;
    const { line, path, base } = this.inputs.commandLine;
    const said = (name: string) => line.parameters.findLast((parameter) => parameter.name === name);
    const types = said("rootfstype");
    const root = said("root");
    const isTmpfs = types?.value?.includes("tmpfs") ?? root === undefined;
    const { span } = types ?? root ?? { span: { start: 0, end: 0 } };
    return {
      value: { oneOf: identitiesOf(isTmpfs ? "tmpfs" : "ramfs", true) },
      ...(path === undefined ? {} : { place: { path, span: { start: span.start + base, end: span.end + base } } }),
    };
  }

  private xattrsOf(
    section: Section | undefined,
    name: string,
    isInitramfs: boolean,
    { value: systems, place }: Fact<FileSystems>,
  ): Fact<boolean> {
    const said = this.reader.flag(section, "xattrs");
    if (said !== undefined) return plain(said, true);
    // Such as vfat, which cannot store them.
    if ("oneOf" in systems && systems.oneOf.every(({ magic }) => fileSystemByMagic(magic)?.noXattrs === true))
      return { value: false, ...(place === undefined ? {} : { place }) };
    return {
      value: !isInitramfs,
      assumed: {
        text: isInitramfs
          ? "files of an initramfs have no extended attributes"
          : `files of phase ${name} have extended attributes`,
        change: `[phase "${name}"] xattrs = ${isInitramfs ? "yes" : "no"}`,
      },
    };
  }

  /** Parser modules and digest lists that are there. */
  private presentOf(section: Section | undefined, name: string): Pick<Phase, "parsers" | "lists"> {
    const parsers = this.reader.words(section, "parsers");
    const said = this.reader.words(section, "digest-lists");
    const all = this.files.allLists();
    const chosen =
      said?.value.flatMap((word) =>
        isPattern(word) ? all.filter((list) => list === word || matchesPattern(word, list)) : [word],
      ) ?? (all.length === 0 ? ["tlv-*"] : all);
    const lists = uniqueBy(
      chosen.map((list) => this.files.digestList(list)),
      ({ path }) => path,
    ).sort((a, b) => compareListNames(a.name, b.name));
    return {
      parsers:
        parsers === undefined
          ? {
              value: [...this.files.parsers().keys()],
              assumed: {
                text: `the modules of all parsers are there in phase ${name}`,
                change: `[phase "${name}"] parsers = tlv`,
              },
            }
          : { value: parsers.value, ...placeOf(parsers) },
      lists:
        said === undefined
          ? {
              value: lists,
              assumed: {
                text:
                  all.length === 0
                    ? `there is a digest list of the format tlv in phase ${name}`
                    : `all digest lists are there in phase ${name}`,
                change: `[phase "${name}"] digest-lists = ${all[0] ?? "tlv-main"}`,
              },
            }
          : { value: lists, ...placeOf(said) },
    };
  }

  private policyOf(section: Section | undefined, before: readonly Phase[]): PhasePolicy {
    const said = this.reader.text(section, "policy");
    const own = section === undefined ? this.sources.policyPath : undefined;
    const word = said?.value ?? (own === undefined ? (before.length === 0 ? "builtin" : "same") : undefined);
    const place = said === undefined ? {} : { place: said.place };
    const kind = policyWords.find((known) => known === word);
    if (kind !== undefined) {
      const loaded = before.find(({ policy }) => policy.kind === "file")?.policy;
      if (kind === "builtin" && loaded?.place !== undefined && said !== undefined)
        this.claims.contradict(
          "the rules of a later phase: built-in ones do not come back once a policy is loaded",
          { ...loaded.place, says: `policy = ${loaded.file}` },
          { ...said.place, says: "policy = builtin" },
        );
      return { kind, refused: false, ...place };
    }
    const path = own ?? besides(this.reader.path, word ?? "");
    const read = this.sources.readPolicy(path, this.kernel.kernel);
    if (read === undefined) {
      if (said !== undefined) this.inputs.missing(path, said.place, "named as a policy");
      return { kind: "same", refused: false, path, file: word ?? path, ...place };
    }
    const { policy, refused } = read;
    return { kind: "file", path, file: word ?? path.slice(path.lastIndexOf("/") + 1), policy, refused, ...place };
  }

  private policyFileOf(section: Section | undefined, name: string, policy: PhasePolicy): MachineFile {
    return {
      kind: "policy",
      name: policy.file ?? "the policy",
      path: "/etc/ima/ima-policy",
      credentials: this.files.credentials(section, "policy-signature", [], {
        text: "the policy file is not signed",
        change: `[phase "${name}"] policy-signature = imasig`,
      }),
      signedBy: this.files.signedBy(undefined),
      owner: { value: 0 },
      fileSystems: undefined,
      ...(policy.place === undefined ? {} : { place: policy.place }),
    };
  }

  steps(phases: readonly Phase[]): Step[] {
    let phase = phases.at(-1)?.name ?? "";
    const phaseNames = new Set(phases.map(({ name }) => name));
    return this.reader.sections("step").flatMap((section) => {
      const doing = this.reader.word<StepKind>(section, "do");
      const said = this.reader.word(section, "phase")?.value;
      if (said !== undefined && phaseNames.has(said)) phase = said;
      if (doing === undefined) return [];
      const path = this.reader.text(section, "file");
      const parser = this.reader.word(section, "parser");
      const list = this.reader.word(section, "digest-list");
      const newPath = this.reader.text(section, "path");
      const setting = settingOf(section, "xattr");
      return [
        {
          phase,
          do: doing.value,
          uid: this.reader.number(section, "uid")?.value ?? 0,
          ...(path === undefined ? {} : { file: this.files.fileAt(path.value) }),
          ...(parser === undefined ? {} : { parser: parser.value }),
          ...(list === undefined ? {} : { list: list.value }),
          ...(newPath === undefined ? {} : { path: newPath.value }),
          ...(setting === undefined ? {} : { xattr: setting.words.map(({ text }) => text).join(" ") }),
          place: this.reader.place(section.header),
        },
      ];
    });
  }
}

/** Phases on the same file systems share their files. */
function rootOf({ value }: Fact<FileSystems>, before: readonly Phase[]): number {
  const last = before.at(-1);
  return last !== undefined && JSON.stringify(last.fileSystems.value) === JSON.stringify(value)
    ? last.root
    : before.length;
}
