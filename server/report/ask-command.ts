/** The command that asks about an access: the way back from an access to the options of `imalint ask`. */

import { fileSystemByMagic, fileSystemByType, nilUuid } from "../../grammar/index.js";
import type { Access, FileSystemIdentity, Ids } from "../policy/index.js";

/** A word as a shell takes it; blanks and quotes need quoting. */
export function shellWord(text: string): string {
  return /^[\w./:@+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Names of the options for the four ids of a task. */
interface IdNames {
  readonly real: string;
  readonly effective: string;
  readonly saved: string;
  readonly maySet: string;
}

const userNames: IdNames = { real: "uid", effective: "euid", saved: "suid", maySet: "cap-setuid" };
const groupNames: IdNames = { real: "gid", effective: "egid", saved: "sgid", maySet: "cap-setgid" };

function* idOptions(names: IdNames, ids: Ids | undefined, privileged: boolean): Generator<string[]> {
  if (ids === undefined) return;
  const { real, effective, saved, maySet } = ids;
  if (real !== 0) yield [names.real, `${real}`];
  if (effective !== real) yield [names.effective, `${effective}`];
  if (saved !== effective) yield [names.saved, `${saved}`];
  if (maySet !== privileged) yield [names.maySet, maySet ? "yes" : "no"];
}

function* fileSystemOptions({ magic, type, subtype, uuid }: FileSystemIdentity): Generator<string[]> {
  const known = fileSystemByType(type);
  const named = type !== "" && type !== (fileSystemByMagic(magic)?.types[0] ?? "");
  if (known?.magic === magic) {
    if (type !== "ext4") yield ["fs", type];
  } else if (named)
    yield* [
      ["fs", type],
      ["fs-magic", `0x${magic}`],
    ];
  else yield ["fs", `0x${magic}`];
  if (subtype !== undefined) yield ["fs-subtype", subtype];
  const isPseudo = [known, fileSystemByMagic(magic)].some((fileSystem) => fileSystem?.kind === "pseudo");
  if (uuid !== undefined && !(isPseudo && uuid === nilUuid)) yield ["fs-uuid", uuid];
}

/** What `ask` does not take for granted, as names of options and values; a flag has no value. */
export function* askOptions(access: Access): Generator<string[]> {
  const { hook, mask, user, group, fileSystem, owner, fileGroup, labels, keyring, criticalData, parser } = access;
  yield ["hook", hook];
  if (hook === "FILE_CHECK")
    yield ["mask", mask.map((permission) => permission.slice("MAY_".length).toLowerCase()).join(",")];
  const privileged = (user?.effective ?? 0) === 0;
  yield* idOptions(userNames, user, privileged);
  yield* idOptions(groupNames, group, privileged);
  if (fileSystem !== undefined) yield* fileSystemOptions(fileSystem);
  if (owner) yield ["owner", `${owner}`];
  if (fileGroup) yield ["group", `${fileGroup}`];
  for (const [key, label] of Object.entries(labels ?? {})) if (label !== null) yield [key.replace("_", "-"), label];
  if (keyring) yield ["keyring", keyring];
  if (criticalData) yield ["critical-data", criticalData];
  if (parser) yield ["parser"];
}

/**
 * The command to paste into a shell.
 *
 * @param policy what to ask: a path, or options that stand for it
 */
export function askCommand(access: Access, policy: readonly string[]): string {
  const words = [...askOptions(access)].flatMap(([name, ...values]) => [`--${name}`, ...values]);
  return ["imalint", "ask", ...words, ...policy].map(shellWord).join(" ");
}
