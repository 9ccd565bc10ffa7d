/** An access that shows a change, as plain as can be, with nothing in it that only the access space knows. */

import { fileSystemByMagic, fileSystems, nilUuid } from "../../grammar/index.js";
import { otherName } from "../policy/classes.js";
import {
  type Access,
  affects,
  type Change,
  type FileSystemIdentity,
  type Ids,
  plainUser,
  root,
  type Space,
} from "../policy/index.js";

const usual = ["ext4", "xfs", "btrfs", "tmpfs"];
/** What rules name in no policy that was seen; another number or name when one does. */
const unheardOf = { magic: 0x494d41, name: "unknown" };
const someUser = 1000;

const known = fileSystems
  .flatMap(({ magic, types }) => types.map((type) => ({ magic, type })))
  .sort((a, b) => placeOf(a.type) - placeOf(b.type));

function placeOf(type: string): number {
  const place = usual.indexOf(type);
  return place === -1 ? usual.length : place;
}

/** Whether the kernel makes it up, so that its UUID is nil. */
function hasNilUuid({ magic, type }: Pick<FileSystemIdentity, "magic" | "type">): boolean {
  return [fileSystemByMagic(magic), ...fileSystems.filter(({ types }) => types.includes(type))].some(
    (fileSystem) => fileSystem?.kind === "pseudo",
  );
}

function* fileSystemsLike(witness: FileSystemIdentity, space: Space): Generator<FileSystemIdentity> {
  const named = ({ magic, type }: { magic: string; type: string }) =>
    (witness.magic === otherName || witness.magic === magic) && (witness.type === otherName || witness.type === type);
  let magic = unheardOf.magic;
  while (space.fileSystems.some((other) => other.magic === magic.toString(16))) magic++;
  let type = unheardOf.name;
  while (space.fileSystems.some((other) => other.type === type)) type += "0";
  const made = {
    magic: witness.magic === otherName ? magic.toString(16) : witness.magic,
    type: witness.type === otherName ? (fileSystemByMagic(witness.magic) === undefined ? "" : type) : witness.type,
  };
  const { subtype, uuid } = witness;
  for (const identity of [...known.filter(({ type }) => usual[0] === type), ...known.filter(named), ...known, made]) {
    const usualUuid = hasNilUuid(identity) ? { uuid: nilUuid } : {};
    const subtypes = subtype === undefined || subtype === otherName ? [{}] : [{}, { subtype }];
    const uuids = uuid === undefined || uuid === otherName ? [usualUuid] : [usualUuid, { uuid }];
    for (const one of subtypes) for (const other of uuids) yield { ...identity, ...one, ...other };
  }
}

function idsLike(ids: Ids, mayUsually: (ids: Pick<Ids, "effective">) => boolean): Ids[] {
  const { real, effective, saved } = ids;
  const usually = (some: Pick<Ids, "real" | "effective" | "saved">): Ids => ({ ...some, maySet: mayUsually(some) });
  return [
    usually({ real, effective: real, saved: real }),
    usually({ real: effective, effective, saved: effective }),
    usually({ real, effective, saved: effective }),
    { real, effective, saved: effective, maySet: ids.maySet },
    usually({ real, effective, saved }),
    ids,
  ];
}

/** One of the accesses that a change is about. */
export function plainWitness(change: Change, space: Space): Access {
  let access = change.witness;
  const attempt = (candidates: Iterable<Partial<Access>>): void => {
    for (const candidate of candidates) {
      const plainer = { ...access, ...candidate };
      if (!affects(change, plainer, space)) continue;
      access = plainer;
      return;
    }
  };
  const { user, group, fileSystem, owner, fileGroup, keyring, criticalData, labels } = change.witness;
  attempt([{ mask: access.hook === "FILE_CHECK" ? ["MAY_READ"] : access.mask }]);
  attempt(
    [root, plainUser(someUser), ...idsLike(user ?? root, ({ effective }) => effective === 0)].map((ids) => ({
      user: ids,
    })),
  );
  const privileged = access.user?.effective === 0;
  attempt(
    [{ ...root, maySet: privileged }, ...idsLike(group ?? root, () => privileged)].map((ids) => ({ group: ids })),
  );
  if (fileSystem !== undefined)
    attempt([...fileSystemsLike(fileSystem, space)].map((identity) => ({ fileSystem: identity })));
  attempt([{ owner: 0 }, { owner: owner ?? 0 }]);
  attempt([{ fileGroup: 0 }, { fileGroup: fileGroup ?? 0 }]);
  attempt([{ keyring: "" }, { keyring: keyring ?? "" }]);
  attempt([{ criticalData: "" }, { criticalData: criticalData ?? "" }]);
  for (const key of Object.keys(labels ?? {})) attempt([{ labels: { ...access.labels, [key]: null } }]);
  return access;
}
