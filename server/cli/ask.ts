/** imalint ask */

import {
  fileSystemByMagic,
  fileSystemByType,
  hooks,
  nilUuid,
  type Permission,
  permissions,
  printRule,
  type Rule,
  readHookName,
  readId,
  readMagic,
  readUuid,
} from "../../grammar/index.js";
import type { RulesInForce } from "../checks/rules-in-force.js";
import { type Access, type Decision, decide, type FileSystemIdentity, type Ids } from "../policy/index.js";
import { answerText } from "../report/answer.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { printOut } from "./output.js";
import { policyAsked } from "./policy-asked.js";
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

/** Ids of a task; what is not said is as with root, or as the id before it when that is said. */
function ids(options: Options, [real, effective, saved, capability]: readonly string[], privileged?: boolean): Ids {
  const realId = id(options, real ?? "") ?? 0;
  const effectiveId = id(options, effective ?? "") ?? realId;
  const may = text(options, capability ?? "");
  return {
    real: realId,
    effective: effectiveId,
    saved: id(options, saved ?? "") ?? effectiveId,
    maySet: may === undefined ? (privileged ?? effectiveId === 0) : may === "yes",
  };
}

function maskOf(options: Options, hook: string): Permission[] {
  const value = text(options, "mask");
  if (value === undefined) {
    const usual = hooks.find(({ name }) => name === hook)?.permission;
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

/** A type that says where a file lives, or a magic number that does. With --fs-magic, --fs is the type as it is. */
function identityOf(options: Options): FileSystemIdentity {
  const value = text(options, "fs") ?? "ext4";
  const number = text(options, "fs-magic");
  const wanted = number === undefined ? undefined : readMagic(number);
  if (number !== undefined && wanted === undefined)
    throw new UsageError(`option "--fs-magic" takes a magic number, and not "${number}"`);
  if (wanted !== undefined) return { magic: wanted, type: value };
  const [type = "", subtype] = value.split(".");
  const known = fileSystemByType(type);
  if (known !== undefined) return { magic: known.magic, type, ...(subtype === undefined ? {} : { subtype }) };
  const magic = readMagic(value);
  if (magic === undefined)
    throw new UsageError(
      `option "--fs" takes a type of file system, such as tmpfs, or a magic number, and not "${value}"; --fs-magic gives the number of a type that is not known`,
    );
  return { magic, type: fileSystemByMagic(magic)?.types[0] ?? "" };
}

function fileSystemOf(options: Options): FileSystemIdentity {
  const identity = identityOf(options);
  const subtype = text(options, "fs-subtype");
  const uuid = text(options, "fs-uuid");
  const read = uuid === undefined ? undefined : readUuid(uuid)?.uuid;
  if (uuid !== undefined && read === undefined)
    throw new UsageError(`option "--fs-uuid" takes a UUID, and not "${uuid}"`);
  // What the kernel makes up has the nil UUID.
  const isPseudo = [fileSystemByMagic(identity.magic), fileSystemByType(identity.type)].some(
    (fileSystem) => fileSystem?.kind === "pseudo",
  );
  return {
    ...identity,
    ...(subtype === undefined ? {} : { subtype }),
    ...(read === undefined ? (isPseudo ? { uuid: nilUuid } : {}) : { uuid: read }),
  };
}

/** The access that the options describe. */
export function accessFrom(options: Options): Access {
  const name = text(options, "hook");
  const hook = name === undefined ? undefined : readHookName(name.toUpperCase());
  if (name === undefined) throw new UsageError("ask needs --hook, such as --hook BPRM_CHECK");
  if (hook === undefined) throw new UsageError(`unknown hook "${name}" in --hook`);
  const user = ids(options, ["uid", "euid", "suid", "cap-setuid"]);
  return {
    hook,
    mask: maskOf(options, hook),
    user,
    // Root may do either, whatever its group.
    group: ids(options, ["gid", "egid", "sgid", "cap-setgid"], user.effective === 0),
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
    parser: options.parser === true,
  };
}

function placeOf(rule: Rule, origins: RulesInForce["origins"]) {
  const builtIn = origins.get(rule);
  return builtIn === undefined ? { line: rule.index + 1 } : { builtIn, rule: printRule(rule.line) };
}

/** The decision without the rules themselves, for `--format json`. */
function jsonAnswer(path: string, access: Access, { families, ...rest }: Decision, { origins }: RulesInForce): string {
  const shown = Object.fromEntries(
    Object.entries(families).map(([family, { outcome, rule, tried }]) => [
      family,
      {
        outcome,
        ...(rule === undefined ? {} : placeOf(rule, origins)),
        tried: tried.map((attempt) => ({ ...placeOf(attempt.rule, origins), failed: attempt.match.key })),
      },
    ]),
  );
  return `${JSON.stringify({ version: 1, path, access, families: shown, ...rest }, undefined, 2)}\n`;
}

/** @returns the exit status */
export function runAsk(parsed: ParsedCommand): number {
  const { options } = parsed;
  const asked = accessFrom(options);
  const { policy, kernel, name } = policyAsked(parsed);
  const isWithoutFile = asked.hook === "KEXEC_CMDLINE" && !kernel.has("wholeRuleValidation");
  const access: Access = isWithoutFile ? { ...asked, withoutFile: true } : asked;
  const decision = decide(policy, access);
  printOut(
    options.format === "json"
      ? jsonAnswer(name, access, decision, policy)
      : answerText(policy, access, decision, colorsFor(options.color)),
  );
  return 0;
}
