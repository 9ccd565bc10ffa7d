/**
 * The access space: every access that a rule list can be asked about, cut into as few classes as the conditions of the
 * rules can tell apart. In each dimension the classes are numbered, and a set of them is the bits of a bigint.
 *
 * Accesses that the kernel cannot make are not in it: a hook has only its own masks, a known file system type only its
 * own magic number, a pseudo file system no UUID. POST_SETATTR, which the kernel asks after chmod and chown to see
 * whether a file is appraised at all, is left out: it looks at neither hook nor mask.
 */

import {
  type FileSystem,
  fileSystemByMagic,
  fileSystems,
  hooks,
  type IdCondition,
  isLsmKey,
  type Kernel,
  keys,
  maxId,
  nilUuid,
  type Permission,
  type Rule,
  type RuleEntry,
} from "../../grammar/index.js";
import type { Access, FileSystemIdentity } from "./access.js";
import type { Box } from "./boxes.js";

/** Masks that open() can ask for; every other hook asks for one permission or for none. */
export const openMasks: readonly (readonly Permission[])[] = [
  ["MAY_READ"],
  ["MAY_WRITE"],
  ["MAY_READ", "MAY_WRITE"],
  ["MAY_READ", "MAY_APPEND"],
  ["MAY_WRITE", "MAY_APPEND"],
  ["MAY_READ", "MAY_WRITE", "MAY_APPEND"],
  ["MAY_EXEC"],
];

/** Hook and mask belong together: they are one dimension. */
interface Request {
  readonly hook: string;
  readonly mask: readonly Permission[];
  /** Hooks that hand over no file, which rules without func= are not for. */
  readonly data: boolean;
}

/** Numbers between two constants of the rules; inclusive. */
interface Interval {
  readonly from: number;
  readonly to: number;
}

const labelKeys = keys.filter(isLsmKey).map((key) => key.name);

/** A name that no condition of the rules has. */
const otherName = "(other)";

/** Dimensions by number. */
export enum Dim {
  Request,
  FileSystem,
  RealUser,
  EffectiveUser,
  SavedUser,
  MaySetUser,
  RealGroup,
  EffectiveGroup,
  SavedGroup,
  MaySetGroup,
  Owner,
  FileGroup,
  Keyring,
  CriticalData,
  Parser,
  /** The first of the six label dimensions. */
  Label,
}

/** More file system classes than this come from no policy that a person wrote. */
const mostFileSystems = 4096;

const bit = (index: number): bigint => 1n << BigInt(index);

function bits<T>(classes: readonly T[], holds: (value: T) => boolean): bigint {
  let set = 0n;
  classes.forEach((value, index) => {
    if (holds(value)) set |= bit(index);
  });
  return set;
}

/** The classes that the constants of some comparisons cut the numbers into. */
function intervalsFor(conditions: readonly (IdCondition | undefined)[]): Interval[] {
  const points = [...new Set(conditions.flatMap((condition) => (condition === undefined ? [] : [condition.id])))];
  points.sort((a, b) => a - b);
  const intervals: Interval[] = [];
  let next = 0;
  for (const point of points) {
    if (next < point) intervals.push({ from: next, to: point - 1 });
    intervals.push({ from: point, to: point });
    next = point + 1;
  }
  if (next <= maxId) intervals.push({ from: next, to: maxId });
  return intervals;
}

function requestsOf(kernel: Kernel): Request[] {
  return hooks
    .filter((hook) => kernel.knows(hook))
    .flatMap(({ name, group, permission }) => {
      const data = group === "key" || group === "critical-data" || group === "setxattr";
      const masks = name === "FILE_CHECK" ? openMasks : [permission === undefined ? [] : [permission]];
      return masks.map((mask) => ({ hook: name, mask, data }));
    });
}

function unique(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}

/** File systems that the conditions can tell apart; `(other)` stands for what none of them names. */
function fileSystemsFor(entries: readonly RuleEntry[]): FileSystemIdentity[] {
  const magics = unique(entries.map((entry) => entry.fsmagic));
  const types = unique(entries.map((entry) => entry.fsname));
  const subtypes = [...unique(entries.map((entry) => entry.fsSubtype)), otherName];
  const uuids = [...unique(entries.map((entry) => entry.fsuuid)), otherName];
  const ofType = (type: string): readonly FileSystem[] => fileSystems.filter((known) => known.types.includes(type));

  const pairs: { magic: string; type: string }[] = [{ magic: otherName, type: otherName }];
  for (const magic of magics) {
    pairs.push({ magic, type: otherName });
    for (const type of types) {
      const known = ofType(type);
      if (known.length === 0 || known.some((fileSystem) => fileSystem.magic === magic)) pairs.push({ magic, type });
    }
  }
  for (const type of types) {
    const known = ofType(type);
    if (known.length === 0 || known.some((fileSystem) => !magics.includes(fileSystem.magic)))
      pairs.push({ magic: otherName, type });
  }
  return pairs.flatMap(({ magic, type }) => {
    const pseudo = [fileSystemByMagic(magic), ...ofType(type)].some((fileSystem) => fileSystem?.kind === "pseudo");
    const possible = pseudo ? [uuids.includes(nilUuid) ? nilUuid : otherName] : uuids;
    return possible.flatMap((uuid) => subtypes.map((subtype) => ({ magic, type, subtype, uuid })));
  });
}

/** The space that the rules of some policies can tell apart. */
export class Space {
  private readonly requests: readonly Request[];
  private readonly fileSystems: readonly FileSystemIdentity[];
  private readonly users: readonly Interval[];
  private readonly groups: readonly Interval[];
  private readonly owners: readonly Interval[];
  private readonly fileGroups: readonly Interval[];
  private readonly keyrings: readonly string[];
  private readonly criticalData: readonly string[];
  private readonly labels: readonly (readonly string[])[];
  /** The number of classes of each dimension. */
  readonly sizes: readonly number[];

  constructor(rules: readonly Rule[], kernel: Kernel) {
    const entries = rules.flatMap((rule) => rule.entry ?? []);
    this.requests = requestsOf(kernel);
    this.fileSystems = fileSystemsFor(entries);
    this.users = intervalsFor(entries.map((entry) => entry.uid));
    this.groups = intervalsFor(entries.map((entry) => entry.gid));
    this.owners = intervalsFor(entries.map((entry) => entry.fowner));
    this.fileGroups = intervalsFor(entries.map((entry) => entry.fgroup));
    this.keyrings = [...unique(entries.flatMap((entry) => entry.keyrings ?? [])), otherName];
    this.criticalData = [...unique(entries.flatMap((entry) => entry.criticalData ?? [])), otherName];
    this.labels = labelKeys.map((key) => [...unique(entries.map((entry) => entry.labels?.get(key))), otherName]);
    const parsers = entries.some((entry) => entry.parser) ? 2 : 1;
    const user = this.users.length;
    const group = this.groups.length;
    this.sizes = [
      this.requests.length,
      this.fileSystems.length,
      ...[user, user, user, user > 1 ? 2 : 1],
      ...[group, group, group, group > 1 ? 2 : 1],
      this.owners.length,
      this.fileGroups.length,
      this.keyrings.length,
      this.criticalData.length,
      parsers,
      ...this.labels.map((labels) => labels.length),
    ];
  }

  /** Whether the space is small enough to be looked through. */
  get isTractable(): boolean {
    return this.fileSystems.length <= mostFileSystems;
  }

  /** All classes of a dimension. */
  full(dimension: number): bigint {
    return bit(this.sizes[dimension] ?? 1) - 1n;
  }

  /** The accesses that a rule matches, as boxes; none when no access can fulfil its conditions. */
  boxesOf(entry: RuleEntry): Box[] {
    const sets = new Map<number, bigint>();
    sets.set(
      Dim.Request,
      bits(this.requests, (request) => matchesRequest(entry, request)),
    );
    const data = entry.func === "KEY_CHECK" || entry.func === "CRITICAL_DATA";
    const { fsmagic, fsname, fsSubtype, fsuuid } = entry;
    if (fsmagic !== undefined || fsname !== undefined || fsSubtype !== undefined || fsuuid !== undefined)
      sets.set(
        Dim.FileSystem,
        bits(
          this.fileSystems,
          (fileSystem) =>
            (fsmagic === undefined || fileSystem.magic === fsmagic) &&
            (fsname === undefined || fileSystem.type === fsname) &&
            (fsSubtype === undefined || fileSystem.subtype === fsSubtype) &&
            (fsuuid === undefined || fileSystem.uuid === fsuuid),
        ),
      );
    if (entry.fowner !== undefined) sets.set(Dim.Owner, within(this.owners, entry.fowner));
    if (entry.fgroup !== undefined) sets.set(Dim.FileGroup, within(this.fileGroups, entry.fgroup));
    const { keyrings, criticalData } = entry;
    if (keyrings !== undefined)
      sets.set(
        Dim.Keyring,
        bits(this.keyrings, (name) => keyrings.includes(name)),
      );
    if (criticalData !== undefined)
      sets.set(
        Dim.CriticalData,
        bits(this.criticalData, (name) => criticalData.includes(name)),
      );
    if (entry.parser) sets.set(Dim.Parser, bit(0));
    if (entry.func !== "SETXATTR_CHECK")
      labelKeys.forEach((key, index) => {
        const wanted = entry.labels?.get(key);
        if (wanted !== undefined)
          sets.set(
            Dim.Label + index,
            bits(this.labels[index] ?? [], (label) => label === wanted),
          );
      });

    let alternatives: Map<number, bigint>[] = [sets];
    if (entry.uid !== undefined) {
      const set = within(this.users, entry.uid);
      alternatives = withIds(alternatives, Dim.RealUser, set, entry.uid.effective && !data);
    }
    // These two hooks do not look at groups.
    if (entry.gid !== undefined && !data)
      alternatives = withIds(alternatives, Dim.RealGroup, within(this.groups, entry.gid), entry.gid.effective);
    return alternatives
      .map((alternative): Box => this.sizes.map((_, dimension) => alternative.get(dimension)))
      .filter((box) => box.every((set) => set !== 0n));
  }

  /** One access of a box; what no condition looks at is as plain as can be. */
  witness(box: Box): Access {
    const first = (dimension: number): number => {
      const set = box[dimension] ?? this.full(dimension);
      let index = 0;
      while (((set >> BigInt(index)) & 1n) === 0n) index++;
      return index;
    };
    const number = (intervals: readonly Interval[], dimension: number) => intervals[first(dimension)]?.from ?? 0;
    const request = this.requests[first(Dim.Request)] as Request;
    const keyring = this.keyrings[first(Dim.Keyring)] as string;
    const criticalData = this.criticalData[first(Dim.CriticalData)] as string;
    return {
      hook: request.hook,
      mask: request.mask,
      user: {
        real: number(this.users, Dim.RealUser),
        effective: number(this.users, Dim.EffectiveUser),
        saved: number(this.users, Dim.SavedUser),
        maySet: first(Dim.MaySetUser) === 1,
      },
      group: {
        real: number(this.groups, Dim.RealGroup),
        effective: number(this.groups, Dim.EffectiveGroup),
        saved: number(this.groups, Dim.SavedGroup),
        maySet: first(Dim.MaySetGroup) === 1,
      },
      fileSystem: this.fileSystems[first(Dim.FileSystem)] as FileSystemIdentity,
      owner: number(this.owners, Dim.Owner),
      fileGroup: number(this.fileGroups, Dim.FileGroup),
      labels: Object.fromEntries(
        labelKeys.map((key, index) => [key, this.labels[index]?.[first(Dim.Label + index)] ?? otherName]),
      ),
      keyring,
      criticalData,
      parser: (this.sizes[Dim.Parser] ?? 1) > 1 && first(Dim.Parser) === 0,
    };
  }
}

function matchesRequest({ func, mask }: RuleEntry, request: Request): boolean {
  if (func === undefined ? request.data : func !== request.hook) return false;
  if (mask === undefined) return true;
  return request.mask.includes(mask.permission) && (mask.contains || request.mask.length === 1);
}

function within(intervals: readonly Interval[], { operator, id }: IdCondition): bigint {
  return bits(intervals, ({ from, to }) =>
    operator === "<" ? to < id : operator === ">" ? from > id : from === id && to === id,
  );
}

/**
 * Boxes with a condition on ids. An effective id counts by itself, and with the capability to change ids the saved and
 * the real one count as well.
 */
function withIds(alternatives: readonly Map<number, bigint>[], real: number, set: bigint, effective: boolean) {
  const maySet = bit(1);
  const ways: [number, bigint][][] = effective
    ? [
        [[real + 1, set]],
        [
          [real + 2, set],
          [real + 3, maySet],
        ],
        [
          [real, set],
          [real + 3, maySet],
        ],
      ]
    : [[[real, set]]];
  return alternatives.flatMap((sets) => ways.map((way) => new Map([...sets, ...way])));
}
