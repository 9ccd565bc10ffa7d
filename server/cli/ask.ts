/** imalint ask */

import {
  type Dialect,
  detectDialect,
  fileSystems,
  Kernel,
  newestKernel,
  type Permission,
  parsePolicy,
  permissions,
  readHookName,
  readId,
  readMagic,
  readUuid,
} from "../../grammar/index.js";
import { defaultKernel } from "../checks/lint.js";
import { type Access, type Decision, decide, type FileSystemIdentity, type Ids } from "../policy/index.js";
import { answerText } from "../report/answer.js";
import { kernelsOf } from "./check.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { readText } from "./files.js";
import { printOut } from "./output.js";
import { colorsFor } from "./terminal.js";

type Options = ParsedCommand["options"];

function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

function id(options: Options, name: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  const read = value === "root" ? 0 : readId(value);
  if (read === undefined) throw new UsageError(`option "--${name}" takes a number or root, and not "${value}"`);
  return read;
}

/** Ids of a task; what is not said is as with root, or as the real id when that is said. */
function ids(options: Options, real: string, effective: string): Ids {
  const realId = id(options, real) ?? 0;
  const effectiveId = id(options, effective) ?? realId;
  return { real: realId, effective: effectiveId, saved: effectiveId, maySet: effectiveId === 0 };
}

function maskOf(options: Options, hook: string, kernel: Kernel): Permission[] {
  const value = text(options, "mask");
  if (value === undefined) {
    const usual = kernel.hook(hook)?.permission;
    return usual !== undefined ? [usual] : hook === "FILE_CHECK" ? ["MAY_READ"] : [];
  }
  return value.split(",").map((name) => {
    const wanted = name.toUpperCase();
    const found = permissions.find((permission) => permission === wanted || permission === `MAY_${wanted}`);
    if (found === undefined)
      throw new UsageError(`option "--mask" takes read, write, append and exec, separated by commas`);
    return found;
  });
}

function fileSystemOf(options: Options): FileSystemIdentity {
  const value = text(options, "fs") ?? "ext4";
  const uuid = text(options, "fs-uuid");
  const read = uuid === undefined ? undefined : readUuid(uuid)?.uuid;
  if (uuid !== undefined && read === undefined)
    throw new UsageError(`option "--fs-uuid" takes a UUID, and not "${uuid}"`);
  const [type = "", subtype] = value.split(".");
  const named = fileSystems.find((known) => known.types.includes(type));
  const magic = named?.magic ?? readMagic(value);
  if (magic === undefined)
    throw new UsageError(
      `option "--fs" takes a type of file system, such as tmpfs, or a magic number, and not "${value}"`,
    );
  const numbered = fileSystems.find((known) => known.magic === magic);
  return {
    magic,
    type: named === undefined ? (numbered?.types[0] ?? "") : type,
    ...(subtype === undefined ? {} : { subtype }),
    ...(read === undefined ? {} : { uuid: read }),
  };
}

function accessFrom(options: Options, kernel: Kernel): Access {
  const name = text(options, "hook");
  const hook = name === undefined ? undefined : readHookName(name.toUpperCase());
  if (name === undefined) throw new UsageError("ask needs --hook, such as --hook BPRM_CHECK");
  if (hook === undefined) throw new UsageError(`unknown hook "${name}" in --hook`);
  return {
    hook,
    mask: maskOf(options, hook, kernel),
    user: ids(options, "uid", "euid"),
    group: ids(options, "gid", "egid"),
    fileSystem: fileSystemOf(options),
    owner: id(options, "owner") ?? 0,
    fileGroup: id(options, "group") ?? 0,
    labels: Object.fromEntries(
      ["subj_user", "subj_role", "subj_type", "obj_user", "obj_role", "obj_type"].map((key) => [
        key,
        text(options, key.replace("_", "-")) ?? null,
      ]),
    ),
    keyring: text(options, "keyring") ?? "",
    criticalData: text(options, "critical-data") ?? "",
    parser: false,
  };
}

/** The decision without the rules themselves, for `--format json`. */
function jsonAnswer(path: string, access: Access, { families, ...rest }: Decision): string {
  const shown = Object.fromEntries(
    Object.entries(families).map(([family, { outcome, rule, tried }]) => [
      family,
      {
        outcome,
        ...(rule === undefined ? {} : { line: rule.index + 1 }),
        tried: tried.map((attempt) => ({ line: attempt.rule.index + 1, failed: attempt.match.key })),
      },
    ]),
  );
  return `${JSON.stringify({ version: 1, path, access, families: shown, ...rest }, undefined, 2)}\n`;
}

/** @returns the exit status */
export function runAsk({ options, operands }: ParsedCommand): number {
  const [path, ...more] = operands;
  if (path === undefined || more.length > 0) throw new UsageError("ask takes one policy");
  const policy = parsePolicy(readText(path).text);
  const wanted = text(options, "dialect");
  const dialect = wanted === undefined || wanted === "auto" ? detectDialect(policy.rules) : (wanted as Dialect);
  const version = kernelsOf(text(options, "kernel") ?? defaultKernel[dialect])[0] ?? newestKernel;
  const kernel = new Kernel(version, dialect);
  const access = accessFrom(options, kernel);
  const decision = decide(policy, access);
  printOut(
    options.format === "json"
      ? jsonAnswer(path, access, decision)
      : answerText(policy, access, decision, colorsFor(options.color)),
  );
  return 0;
}
