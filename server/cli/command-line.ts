/** The commands and options of imalint: one table for parsing and for --help. */

import { parseArgs } from "node:util";
import { didYouMean } from "../checks/suggest.js";
import { InputError } from "../files/input-error.js";

export interface OptionSpec {
  readonly name: string;
  /** What stands for the value in the help; a flag when absent. */
  readonly value?: string;
  /** Values that the option takes; any when absent. */
  readonly choices?: readonly string[];
  readonly help: string;
}

export interface CommandSpec {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
}

const color: OptionSpec = {
  name: "color",
  value: "WHEN",
  choices: ["auto", "always", "never"],
  help: "color the output; auto (the default) asks the terminal, NO_COLOR and FORCE_COLOR",
};

const dialect: OptionSpec = {
  name: "dialect",
  value: "NAME",
  choices: ["auto", "mainline", "digest-cache", "openeuler"],
  help: "what the kernel speaks; auto (the default) tells it from the words of each policy",
};

const kernel: OptionSpec = { name: "kernel", value: "VERSION", help: "target kernel (default: the newest)" };

/** For commands about the rules that are in force, of a file or not. */
const inForce: readonly OptionSpec[] = [
  {
    name: "cmdline",
    value: "TEXT",
    help: "instead of a file: what this kernel command line puts in force, such as ima_policy=tcb",
  },
  kernel,
  { name: "kernel-config", value: "FILE", help: "configuration of the kernel, for rules that it compiles in" },
  dialect,
];

export const commands: readonly CommandSpec[] = [
  {
    name: "check",
    usage: "imalint [check] [FILE | DIRECTORY | -]...",
    summary: "check IMA policies, descriptions of boots and kernel command lines (the default command)",
    options: [
      { name: "kernel", value: "LIST", help: "target kernels, such as 6.1,6.12,7.2 (5.4 to 7.2; default: the newest)" },
      dialect,
      {
        name: "loader",
        value: "HOW",
        choices: ["path", "write"],
        help: "how the policy reaches the kernel: by its path (the default; systemd, dracut) or written, as cat does",
      },
      { name: "kernel-config", value: "FILE", help: "configuration of the kernel, such as /boot/config-6.12" },
      {
        name: "lsm",
        value: "NAME",
        choices: ["selinux", "smack", "apparmor", "none"],
        help: "the active security module, which decides what subj_*= and obj_*= can ask",
      },
      { name: "fix", help: "apply the fixes that are safe, and report what is left" },
      { name: "unsafe-fixes", help: "apply all fixes, also those that may change what the kernel decides" },
      { name: "format", value: "NAME", choices: ["text", "json"], help: "form of the report" },
      {
        name: "fail-level",
        value: "LEVEL",
        choices: ["error", "warning", "info", "never"],
        help: "lowest severity that makes the exit status 1 (default: warning)",
      },
      { name: "stdin-filename", value: "PATH", help: "what to call the policy that is read from standard input" },
      { name: "quiet", help: "print nothing when nothing is found" },
      { name: "show-settings", help: "print what imalint.toml and the command line set for the files, and do no more" },
      color,
    ],
  },
  {
    name: "review",
    usage: "imalint review OLD NEW | --base REVISION [FILE]... | --cmdline-before TEXT NEW",
    summary: "say what a change of a policy does: what the kernel decides differently, and whether that is weaker",
    options: [
      { name: "base", value: "REVISION", help: "take the old side from git; without files: all policies that changed" },
      {
        name: "cmdline-before",
        value: "TEXT",
        help: "the old side is what this kernel command line puts in force, such as 'ima_policy=tcb|appraise_tcb'",
      },
      { name: "cmdline-after", value: "TEXT", help: "the same for the new side" },
      { name: "accept-weaker", help: "exit with 0 even if something gets weaker" },
      kernel,
      dialect,
      {
        name: "kernel-config",
        value: "FILE",
        help: "configuration of the kernel; rules that it compiles in come before those of a policy",
      },
      {
        name: "format",
        value: "NAME",
        choices: ["text", "markdown", "json", "github", "sarif"],
        help: "form of the report: text (the default), markdown, json, sarif, or github, for GitHub Actions",
      },
      color,
    ],
  },
  {
    name: "boot",
    usage: "imalint boot [OPTION]... [digest-cache.conf | POLICY]",
    summary: "go through a boot: what is asked in each phase, what proves it, and where it gets stuck",
    options: [
      { name: "cmdline", value: "TEXT", help: "the kernel command line, when the description does not say it" },
      { name: "kernel", value: "VERSION", help: "target kernel, when the description does not say it" },
      { name: "kernel-config", value: "FILE", help: "configuration of the kernel, likewise" },
      {
        name: "enforce",
        help: "take ima_appraise=enforce, whatever the command line says: what would be refused then",
      },
      {
        name: "format",
        value: "NAME",
        choices: ["text", "json", "svg", "html"],
        help: "form of the answer: text (the default), json, svg, or html, a page of its own",
      },
      color,
    ],
  },
  {
    name: "ask",
    usage: "imalint ask --hook HOOK [OPTION]... FILE | --cmdline TEXT",
    summary: "say which rule of a policy decides one access, and why not the ones before it",
    options: [
      { name: "hook", value: "HOOK", help: "the hook, such as BPRM_CHECK or MODULE_CHECK" },
      { name: "mask", value: "LIST", help: "read, write, append, exec; default: what the hook asks for" },
      { name: "uid", value: "ID", help: "real user of the task: a number or root (the default)" },
      { name: "euid", value: "ID", help: "effective user; default: the real one" },
      { name: "suid", value: "ID", help: "saved user; default: the effective one" },
      {
        name: "cap-setuid",
        value: "WHETHER",
        choices: ["yes", "no"],
        help: "yes or no (default: yes for root): CAP_SETUID, with which euid= looks at all three users",
      },
      { name: "gid", value: "ID", help: "real group; default: 0" },
      { name: "egid", value: "ID", help: "effective group; default: the real one" },
      { name: "sgid", value: "ID", help: "saved group; default: the effective one" },
      {
        name: "cap-setgid",
        value: "WHETHER",
        choices: ["yes", "no"],
        help: "yes or no (default: yes for root): CAP_SETGID, with which egid= looks at all three groups",
      },
      { name: "fs", value: "NAME", help: "type or magic number of the file system, such as tmpfs (default: ext4)" },
      { name: "fs-magic", value: "NUMBER", help: "magic number of a type that is not known, or has several" },
      { name: "fs-subtype", value: "NAME", help: "subtype, such as sshfs; --fs fuse.sshfs says both" },
      { name: "fs-uuid", value: "UUID", help: "UUID of the file system" },
      { name: "owner", value: "ID", help: "owner of the file; default: root" },
      { name: "group", value: "ID", help: "group of the file; default: 0" },
      ...["subj-user", "subj-role", "subj-type"].map((name) => ({ name, value: "LABEL", help: "label of the task" })),
      ...["obj-user", "obj-role", "obj-type"].map((name) => ({ name, value: "LABEL", help: "label of the file" })),
      { name: "keyring", value: "NAME", help: "key ring, for KEY_CHECK" },
      { name: "critical-data", value: "NAME", help: "source, for CRITICAL_DATA" },
      { name: "parser", help: "the task is the digest list parser of openEuler" },
      ...inForce,
      { name: "format", value: "NAME", choices: ["text", "json"], help: "form of the answer" },
      color,
    ],
  },
  {
    name: "coverage",
    usage: "imalint coverage [OPTION]... FILE | --cmdline TEXT",
    summary: "say what a policy measures, appraises, leaves out and has no rule for, over all accesses",
    options: [
      {
        name: "family",
        value: "NAME",
        choices: ["measure", "appraise", "audit", "hash"],
        help: "one family only; default: those that the policy has",
      },
      ...inForce,
      { name: "format", value: "NAME", choices: ["text", "json"], help: "form of the answer" },
      color,
    ],
  },
  {
    name: "explain",
    usage: "imalint explain CHECK",
    summary: "print the page of a check: what it finds, why it matters, how to fix it",
    options: [],
  },
  { name: "checks", usage: "imalint checks", summary: "list all checks", options: [color] },
  {
    name: "init",
    usage: "imalint init [FILE]",
    summary: "write a digest-cache.conf with comments, to be filled in",
    options: [],
  },
  {
    name: "lsp",
    usage: "imalint lsp --stdio",
    summary: "the language server, for editors",
    options: [{ name: "stdio", help: "speak over standard input and output" }],
  },
];

/** A mistake on the command line. */
export class UsageError extends InputError {}

export interface ParsedCommand {
  readonly command: CommandSpec;
  readonly help: boolean;
  readonly version: boolean;
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly operands: readonly string[];
}

/**
 * Parses the arguments behind the program's name.
 *
 * @throws UsageError
 */
export function parseCommandLine(args: readonly string[]): ParsedCommand {
  const named = commands.find((command) => command.name === args[0]);
  const command = named ?? commands[0];
  if (command === undefined) throw new Error("no commands");
  const rest = named === undefined ? args : args.slice(1);
  const specs = [...command.options, { name: "help", help: "" }, { name: "version", help: "" }];
  const { tokens } = parseArgs({
    args: [...rest],
    options: {
      ...Object.fromEntries(
        specs.map((spec) => [spec.name, { type: "value" in spec && spec.value !== undefined ? "string" : "boolean" }]),
      ),
      help: { type: "boolean", short: "h" },
      version: { type: "boolean", short: "V" },
    },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const options: Record<string, string | boolean> = {};
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const spec: OptionSpec | undefined = specs.find((candidate) => candidate.name === token.name);
    if (spec === undefined) {
      const near = didYouMean(
        token.name,
        specs.map((candidate) => candidate.name),
      ).replace('"', '"--');
      throw new UsageError(`unknown option "${token.rawName}"${near || `; imalint ${command.name} --help lists them`}`);
    }
    const value = optionValue(spec, token.value);
    const before = options[spec.name];
    // A list may be given in parts.
    options[spec.name] = spec.value === "LIST" && before !== undefined ? `${before},${value}` : value;
  }
  return { command, help: options.help === true, version: options.version === true, options, operands };
}

function optionValue(spec: OptionSpec, value: string | undefined): string | boolean {
  if (spec.value === undefined) {
    if (value !== undefined) throw new UsageError(`option "--${spec.name}" takes no value`);
    return true;
  }
  if (value === undefined || value === "")
    throw new UsageError(`option "--${spec.name}" needs a value (${spec.value})`);
  if (spec.choices !== undefined && !spec.choices.includes(value))
    throw new UsageError(
      `option "--${spec.name}" cannot be "${value}"${didYouMean(value, spec.choices) || `; it is one of ${spec.choices.join(", ")}`}`,
    );
  return value;
}

/** The help text of a command; of all of them for the default one. */
export function helpText(command: CommandSpec, version: string): string {
  const rows: [string, string][] = command.options.map((option) => [
    `--${option.name}${option.value === undefined ? "" : ` ${option.value}`}`,
    option.help +
      (option.choices === undefined || option.help.includes(option.choices[1] ?? "")
        ? ""
        : `: ${option.choices.join(", ")}`),
  ]);
  rows.push(["-h, --help", "print this help"], ["-V, --version", "print the version"]);
  const out = [`imalint ${version}: ${command.summary}`, "", `Usage: ${command.usage}`];
  if (command.name === "check")
    out.push("", "Commands:", ...table(commands.map((entry) => [entry.usage.replace(/^imalint /, ""), entry.summary])));
  out.push("", "Options:", ...table(rows));
  if (command.name === "check")
    out.push(
      "",
      "Exit status: 0 nothing at or above the fail level; 1 findings; 2 the command line or a file",
      "is wrong; 3 a fault of imalint itself.",
    );
  return `${out.join("\n")}\n`;
}

function table(rows: readonly (readonly [string, string] | string[])[]): string[] {
  const width = Math.min(26, Math.max(...rows.map(([left]) => left?.length ?? 0)));
  return rows.map(([left = "", right = ""]) =>
    left.length > width ? `  ${left}\n  ${" ".repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
  );
}
