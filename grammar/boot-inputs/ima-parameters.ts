/**
 * What a kernel command line says to IMA, and what else of it decides what IMA can do.
 *
 * Source: obsolete_checksetup() in init/main.c for names; policy_setup(), default_measure_policy_setup() and
 * default_appraise_policy_setup() in security/integrity/ima/ima_policy.c; hash_setup() in ima_main.c;
 * ima_template_setup() and ima_template_fmt_setup() in ima_template.c; ima_appraise_parse_cmdline() in
 * ima_appraise.c; evm_set_fixmode() in evm_main.c; param_set_bool_enable_only() in kernel/params.c;
 * lockdown_param() in security/lockdown/lockdown.c; process_sysctl_arg() in fs/proc/proc_sysctl.c.
 */

import {
  type BuiltInChoice,
  builtInPolicyNames,
  type Dialect,
  imaParameters,
  Kernel,
  newestKernel,
  templateByText,
  templates,
} from "../kernel/index.js";
import type { Span } from "../text.js";
import { type CommandLine, type Parameter, parseCommandLine } from "./kernel-command-line.js";

/** Something that a parameter says. */
export interface Said<T> {
  readonly value: T;
  readonly parameter: Parameter;
}

/** One word of `ima_policy=`. */
export interface PolicyWord extends Said<string> {
  /** Of the word alone. */
  readonly span: Span;
}

export type AppraiseMode = "enforce" | "log" | "fix" | "off";

export const appraiseModes: readonly AppraiseMode[] = ["off", "log", "fix", "enforce"];

export type LockdownLevel = "integrity" | "confidentiality";

/** What a command line says of IMA. What it leaves out, or says in vain, is undefined. */
export interface ImaParameters extends BuiltInChoice {
  readonly imaTcb: boolean;
  readonly imaAppraiseTcb: boolean;
  /** Words of `ima_policy=` in their order, known or not. */
  readonly policyWords: readonly PolicyWord[];
  /** The first ima_tcb, whether or not it decides anything. */
  readonly imaTcbSaid: Parameter | undefined;
  readonly imaAppraiseTcbSaid: Parameter | undefined;
  /** Other parameters for IMA and EVM, such as ima_appraise=, by name; the last one of a name. */
  readonly others: ReadonlyMap<string, string>;

  /** ima_appraise=: the last one. Undefined as well when the kernel takes it for no mode, and goes on enforcing. */
  readonly appraise: Said<AppraiseMode> | undefined;
  /** ima_hash=: the first one that names an algorithm of this kernel. */
  readonly hash: Said<string> | undefined;
  /** ima_template=: the first one that the kernel takes, unless a format was taken before. */
  readonly template: Said<string> | undefined;
  /** ima_template_fmt=, likewise. */
  readonly templateFormat: Said<string> | undefined;
  /** evm=fix. */
  readonly evmFix: Said<true> | undefined;
  /** lsm=: the last one. */
  readonly lsm: Said<readonly string[]> | undefined;
  /** module.sig_enforce, which cannot be taken back. */
  readonly moduleSigEnforce: Said<true> | undefined;
  /** lockdown=: the strictest one. */
  readonly lockdown: Said<LockdownLevel> | undefined;
  /** No module can be loaded: sysctl.kernel.modules_disabled=, nomodule. */
  readonly modulesDisabled: Said<true> | undefined;
  readonly rootfstype: Said<string> | undefined;
  /** The first program of the initramfs. */
  readonly rdinit: Said<string> | undefined;
  /** The first program of the root file system. */
  readonly init: Said<string> | undefined;
}

function wordsOf(parameter: Parameter): PolicyWord[] {
  const { value, valueSpan } = parameter;
  if (value === undefined || valueSpan === undefined) return [];
  const words: PolicyWord[] = [];
  let start = 0;
  for (const word of value.split(/[ |\n]/)) {
    const at = valueSpan.start + start;
    if (word !== "") words.push({ value: word, parameter, span: { start: at, end: at + word.length } });
    start += word.length + 1;
  }
  return words;
}

/** The mode that the kernel takes a value for: it compares the beginning alone. */
export function appraiseMode(value: string): AppraiseMode | undefined {
  return appraiseModes.find((mode) => value.startsWith(mode));
}

/** kstrtobool(); a parameter without "=" counts as 1. */
function isTrue(value: string | undefined): boolean {
  return value === undefined || /^(?:[yYtT1]|[oO][nN])/.test(value);
}

/** Whether all fields of a template format are known to this kernel. */
export function isTemplateFormat(format: string, kernel: Kernel): boolean {
  const fields = new Set(templates.filter((template) => kernel.knows(template)).flatMap(({ fields }) => fields));
  return format.split("|").every((field) => fields.has(field));
}

/** The algorithms that the template "ima" has room for. */
export function isHashOfOldTemplate(hash: string): boolean {
  return hash.startsWith("sha1") || hash.startsWith("md5");
}

/** The dialect that parameters are written for, told from the words that only it has. */
export function dialectOfCommandLine({ parameters }: CommandLine): Dialect {
  let found: Dialect = "mainline";
  for (const parameter of parameters) {
    const ofOne = imaParameters.find(({ name, dialects }) => dialects !== undefined && name === parameter.name);
    if (ofOne?.dialects?.[0] !== undefined) return ofOne.dialects[0];
    if (parameter.name !== "ima_policy") continue;
    for (const { value } of wordsOf(parameter)) {
      const [dialect] = builtInPolicyNames.find(({ name }) => name === value)?.dialects ?? [];
      // A misspelt word of the digest cache is still one of it.
      if (dialect !== undefined || value.startsWith("digest_cache")) found = dialect ?? "digest-cache";
    }
  }
  return found;
}

const lastRead = new WeakMap<CommandLine, { readonly kernel: Kernel; readonly said: ImaParameters }>();

/** Reads a command line as this kernel does; hash algorithms and templates come and go with releases. */
export function readImaParameters(
  commandLine: string | CommandLine,
  kernel: Kernel = new Kernel(newestKernel),
): ImaParameters {
  if (typeof commandLine === "string") return read(parseCommandLine(commandLine), kernel);
  // Several checks ask for the same.
  const last = lastRead.get(commandLine);
  if (last?.kernel === kernel) return last.said;
  const said = read(commandLine, kernel);
  lastRead.set(commandLine, { kernel, said });
  return said;
}

function read({ parameters }: CommandLine, kernel: Kernel): ImaParameters {
  const policyWords: PolicyWord[] = [];
  const others = new Map<string, string>();
  const said: { -readonly [K in keyof ImaParameters]?: ImaParameters[K] } = {};
  let imaTcb = false;
  let hasTcb = false;
  let currentTemplate = kernel.config.CONFIG_IMA_DEFAULT_TEMPLATE;

  /** Which of a template and a format comes first counts, and of several. */
  const setTemplate = (parameter: Parameter, value: string) => {
    if (said.template !== undefined || said.templateFormat !== undefined) return;
    if (parameter.name === "ima_template_fmt") {
      if (isTemplateFormat(value, kernel)) said.templateFormat = { value, parameter };
      return;
    }
    const template = templateByText(value);
    if (template === undefined || !kernel.knows(template)) return;
    if (value === "ima" && said.hash !== undefined && !isHashOfOldTemplate(said.hash.value)) return;
    currentTemplate = template.name;
    said.template = { value: template.name, parameter };
  };
  const setHash = (parameter: Parameter, value: string) => {
    if (said.hash !== undefined) return;
    if (currentTemplate === "ima") {
      if (isHashOfOldTemplate(value)) said.hash = { value: value.startsWith("md5") ? "md5" : "sha1", parameter };
    } else if (kernel.hashAlgorithm(value) !== undefined) said.hash = { value, parameter };
  };

  for (const parameter of parameters) {
    const { name, value } = parameter;
    // Names that take no "=" are compared by prefix. Which of the two tcb policies comes first wins.
    if (name.startsWith("ima_tcb")) {
      imaTcb ||= !hasTcb;
      said.imaTcbSaid ??= parameter;
    } else if (name.startsWith("ima_appraise_tcb")) said.imaAppraiseTcbSaid ??= parameter;
    else if (name === "ima_policy")
      for (const word of wordsOf(parameter)) {
        policyWords.push(word);
        hasTcb ||= word.value === "tcb";
      }
    else if (name.startsWith("ima_") || name === "evm") others.set(name, value ?? "");

    if (name === "module.sig_enforce" && isTrue(value)) said.moduleSigEnforce ??= { value: true, parameter };
    if (name === "nomodule" && isTrue(value)) said.modulesDisabled ??= { value: true, parameter };
    if (value === undefined) continue;
    switch (name) {
      case "ima_appraise": {
        const mode = appraiseMode(value);
        const isMode = mode !== undefined && (mode !== "enforce" || kernel.has("appraiseEnforceIsMode"));
        if (isMode) said.appraise = { value: mode, parameter };
        else if (kernel.has("lastAppraiseModeOnly")) said.appraise = undefined;
        break;
      }
      case "ima_hash":
        setHash(parameter, value);
        break;
      case "ima_template":
      case "ima_template_fmt":
        setTemplate(parameter, value);
        break;
      case "evm":
        if (value.startsWith("fix")) said.evmFix ??= { value: true, parameter };
        break;
      case "lsm":
        said.lsm = { value: value.split(",").filter((module) => module !== ""), parameter };
        break;
      case "lockdown":
        if (value === "confidentiality" || (value === "integrity" && said.lockdown === undefined))
          said.lockdown = { value, parameter };
        break;
      case "sysctl.kernel.modules_disabled":
      case "sysctl/kernel/modules_disabled":
        if (/^0*1$/.test(value)) said.modulesDisabled ??= { value: true, parameter };
        break;
      case "rootfstype":
      case "rdinit":
      case "init":
        said[name] = { value, parameter };
        break;
    }
  }
  return {
    policies: policyWords.map((word) => word.value),
    policyWords,
    imaTcb,
    imaAppraiseTcb: said.imaAppraiseTcbSaid !== undefined,
    others,
    imaTcbSaid: said.imaTcbSaid,
    imaAppraiseTcbSaid: said.imaAppraiseTcbSaid,
    appraise: said.appraise,
    hash: said.hash,
    template: said.template,
    templateFormat: said.templateFormat,
    evmFix: said.evmFix,
    lsm: said.lsm,
    moduleSigEnforce: said.moduleSigEnforce,
    lockdown: said.lockdown,
    modulesDisabled: said.modulesDisabled,
    rootfstype: said.rootfstype,
    rdinit: said.rdinit,
    init: said.init,
  };
}
