/**
 * The modules of a machine: which are loaded, and whether another one can be.
 *
 * Follows load_parser() of the Integrity Digest Cache v6, and may_init_module() and module_sig_check() in
 * kernel/module/.
 */

import { type Answer, all, either, no, type Place, type Reason, yes } from "./answer.js";
import type { BootDescription, MachineFile, ParserFile, Phase, UsedFile } from "./description.js";
import type { Ruling } from "./judge.js";
import { compressionOfParser, isFound, moduleName } from "./parser-file.js";
import { origin, ruleName } from "./place.js";
import { kernelLoad, moduleHook, type Question } from "./questions.js";
import type { RulesOfPhase } from "./rules.js";
import { rootTask, type Task, taskName } from "./task.js";

/** What a loader has to know of its machine. */
export interface LoaderHost {
  readonly boot: BootDescription;
  readonly phase: Phase;
  /** The first program of the phase has not run yet. */
  readonly early: boolean;
  readonly rules: RulesOfPhase;
  readonly enforcing: boolean;
  ask(file: MachineFile, question: Question, task: Task, byDigestCache: boolean): Ruling;
}

export class ModuleLoader {
  private readonly registered = new Map<string, Answer>();
  /** The phase in which each of them was loaded. */
  private readonly phasesOfLoad = new Map<string, Phase>();
  /** Formats whose module files are there. */
  present = new Set<string>();
  readonly loadedModules = new Set<string>();
  /** The first attempt of the kernel to load each parser, by phase and format. */
  private readonly attempts = new Map<string, Answer>();
  /** Why no module can be loaded any more. */
  disabled: { readonly text: string; readonly place?: Place } | undefined;

  constructor(
    private readonly boot: BootDescription,
    private readonly host: LoaderHost,
  ) {}

  /** The same for another machine. */
  copyFor(host: LoaderHost): ModuleLoader {
    const copy = new ModuleLoader(this.boot, host);
    for (const [format, answer] of this.registered) copy.registered.set(format, answer);
    for (const [format, phase] of this.phasesOfLoad) copy.phasesOfLoad.set(format, phase);
    for (const [attempt, answer] of this.attempts) copy.attempts.set(attempt, answer);
    for (const name of this.loadedModules) copy.loadedModules.add(name);
    copy.present = new Set(this.present);
    copy.disabled = this.disabled;
    return copy;
  }

  unload(format: string): void {
    this.registered.delete(format);
    this.loadedModules.delete(format);
  }

  /** Whether there is a parser for a format, which the kernel loads when there is none yet. */
  parserFor(format: string, task: Task, forFile?: MachineFile): Answer {
    const parser = this.boot.parsers.get(format);
    if (parser?.load.value === "builtin")
      return yes({
        kind: "parser-built-in",
        text: `the parser ${format} is built into the kernel`,
        ...origin(parser.load),
        because: [],
      });
    const registered = this.registered.get(format);
    if (registered?.value === "yes")
      return yes({ kind: "parser-loaded", text: `the parser ${format} is loaded`, because: registered.because });
    if (forFile?.kind === "parser" && (forFile as ParserFile).format === format)
      return no({
        kind: "is-the-parser",
        text: `${forFile.name} is the parser that would have to be loaded first, and no digest cache can be asked while it is`,
        because: [],
      });
    const loaded = this.loadParser(format, task);
    // It may be there already.
    const answer = registered === undefined || loaded.value === "yes" ? loaded : either([registered, loaded]);
    const attempt = `${this.host.phase.name} ${format}`;
    if (!this.attempts.has(attempt)) this.attempts.set(attempt, answer);
    if (answer.value !== "no") this.register(format, answer);
    if (answer.value === "yes") this.loadedModules.add(format);
    return answer;
  }

  /** The kernel loads a parser by itself, with the rights of the task whose access needs it. */
  loadParser(format: string, task: Task): Answer {
    const parser = this.boot.parsers.get(format);
    if (parser === undefined || parser.load.value === "absent")
      return no({
        kind: "parser-absent",
        text: `there is no parser for the format ${format}`,
        ...origin(parser?.load),
        because: [],
      });
    if (!this.present.has(format))
      return no({
        kind: "parser-absent",
        text: `the module of the parser ${format} is not there in phase ${this.host.phase.name}`,
        ...origin(this.host.phase.parsers),
        because: [],
      });
    const found = isFound(parser, this.boot);
    if (found.value === "no") return found;
    if (compressionOfParser(parser, this.boot) !== "none" && this.boot.decompress.value === "user-space")
      return no({
        kind: "parser-compressed",
        text: `the module of the parser ${format} is compressed, and this kernel leaves that to user space (CONFIG_MODULE_DECOMPRESS is off)`,
        ...origin(this.boot.decompress),
        because: [],
      });
    const may = this.mayLoad(task);
    if (may.value === "no") return may;
    const { answer } = this.host.ask(parser, kernelLoad, task, true);
    const ruled: Answer =
      answer.value === "yes"
        ? answer
        : {
            value: answer.value,
            because: [
              {
                kind: "parser-refused",
                text: `the kernel refuses to load the parser ${format}`,
                because: answer.because,
              },
            ],
          };
    const loads = all([ruled, this.passesKernelSignatureCheck(parser)]);
    if (loads.value !== "yes") return loads;
    return yes({
      kind: "parser-loads",
      text: `the kernel loads the parser ${format} at the first access that needs it`,
      because: answer.because,
    });
  }

  /** User space loads a module without a file: with an appraise rule for modules only an enforced signature helps. */
  loadFromMemory(task: Task, file: UsedFile | ParserFile | undefined): Answer & { readonly loadedBefore: boolean } {
    const may = this.mayLoadFromMemory(task);
    const answer = file === undefined || may.value === "no" ? may : all([may, this.passesKernelSignatureCheck(file)]);
    if (answer.value !== "yes" || file === undefined) return { ...answer, loadedBefore: false };
    const name = moduleName(file);
    if (this.loadedModules.has(name)) return { ...answer, loadedBefore: true };
    this.loadedModules.add(name);
    const format = file.kind === "parser" ? file.format : file.parserOf;
    if (format !== undefined)
      this.register(
        format,
        yes({
          kind: "parser-from-memory",
          text: `user space loads the parser ${format} from memory`,
          because: [],
        }),
      );
    return { ...answer, loadedBefore: false };
  }

  private mayLoadFromMemory(task: Task): Answer {
    const may = this.mayLoad(task);
    if (may.value !== "yes" || !this.host.enforcing || this.boot.moduleSigning.value === "force") return may;
    const rule = this.host.rules.rules.find(
      ({ entry }) => entry?.action.name === "appraise" && entry.func === moduleHook,
    );
    if (rule === undefined) return yes();
    return no({
      kind: "init-module",
      text: `a module from memory has no file that ${ruleName({ rule, ...this.host.rules.origins.get(rule) })} could appraise, and the kernel refuses it unless it enforces signatures of modules by itself`,
      rule: { rule, ...this.host.rules.origins.get(rule) },
      because: [],
    });
  }

  mayLoad(task: Task): Answer {
    if (this.disabled !== undefined) return no({ kind: "modules-disabled", ...this.disabled, because: [] });
    if (task.uid !== 0)
      return no({
        kind: "no-capability",
        text: `a module is loaded with the rights of the task that needs it, and ${taskName(task)} has no CAP_SYS_MODULE`,
        ...(task.place === undefined ? {} : { place: task.place }),
        because: [],
      });
    return yes();
  }

  /** The module loader's own check, which has nothing to do with IMA. */
  passesKernelSignatureCheck(file: MachineFile): Answer {
    if (this.boot.moduleSigning.value !== "force") return yes();
    if (file.credentials.value.includes("appended")) return this.loaderTrusts(file);
    return no({
      kind: "parser-unsigned",
      text: `the kernel itself refuses modules without a valid signature, whatever IMA says`,
      ...origin(this.boot.moduleSigning),
      because: [
        {
          kind: "nothing-to-show",
          text: `${file.name} has no appended signature that the module loader could look at`,
          ...origin(file.credentials),
          because: [],
        },
      ],
    });
  }

  /** Whether a parser is there; undefined: nothing has asked for it in this phase. */
  stateOf(format: string): Answer | undefined {
    const parser = this.boot.parsers.get(format);
    if (parser?.load.value === "builtin") return this.parserFor(format, rootTask);
    const registered = this.registered.get(format);
    if (registered === undefined) return this.attempts.get(`${this.host.phase.name} ${format}`);
    const since = this.phasesOfLoad.get(format);
    if (since === this.host.phase) return registered;
    return {
      value: registered.value,
      because: [
        {
          kind: "parser-loaded-before",
          text: `the parser ${format} is loaded since phase ${since?.name}`,
          because: registered.because,
        },
      ],
    };
  }

  /** The module loader has key rings of its own: verify_pkcs7_signature() with the secondary trusted keys. */
  private loaderTrusts(file: MachineFile): Answer {
    const keyring = this.boot.keys.get(file.signedBy.value)?.keyring;
    if (keyring === undefined || !/^\.?_?ima$/.test(keyring.value) || file.signedBy.value === "kernel-build")
      return yes();
    const reason: Reason = {
      kind: "parser-unsigned",
      text: `the kernel itself refuses ${file.name} unless the key ${file.signedBy.value} is on .builtin_trusted_keys, .secondary_trusted_keys or .machine as well as on ${keyring.value}`,
      ...origin(keyring),
      because: [],
    };
    return { value: "depends", because: [reason] };
  }

  register(format: string, answer: Answer): void {
    this.registered.set(format, answer);
    this.phasesOfLoad.set(format, this.host.phase);
  }
}
