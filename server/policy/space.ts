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
import type { Access, FileSystemIdentity, Ids } from "./access.js";
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

function sameMask(a: readonly Permission[], b: readonly Permission[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
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

/** A part of the space, by what is settled of its accesses; everything else is open. */
export interface RegionSpec {
  /** With all their masks, unless `mask` says which. */
  readonly hooks: readonly string[];
  readonly mask?: readonly Permission[];
  readonly user?: Ids;
  readonly group?: Ids;
  readonly owner?: number;
  readonly fileGroup?: number;
  /** What kind of file system the files are on. */
  readonly fileSystemKind?: FileSystem["kind"];
  /** Which file system they are on. */
  readonly fileSystem?: FileSystemIdentity;
  readonly parser?: boolean;
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

  /** The boxes of a region; none when the kernel does not have its hooks. */
  regionOf(region: RegionSpec): Box[] {
    const { user, group, owner, fileGroup, fileSystemKind, fileSystem, parser } = region;
    const requests = bits(
      this.requests,
      ({ hook, mask }) => region.hooks.includes(hook) && (region.mask === undefined || sameMask(mask, region.mask)),
    );
    if (requests === 0n) return [];
    const box: (bigint | undefined)[] = this.sizes.map(() => undefined);
    box[Dim.Request] = requests;
    const number = (intervals: readonly Interval[], value: number) =>
      bits(intervals, ({ from, to }) => from <= value && value <= to);
    const setIds = (first: number, intervals: readonly Interval[], ids: Ids | undefined) => {
      if (ids === undefined) return;
      box[first] = number(intervals, ids.real);
      box[first + 1] = number(intervals, ids.effective);
      box[first + 2] = number(intervals, ids.saved);
      if ((this.sizes[first + 3] ?? 1) > 1) box[first + 3] = bit(ids.maySet ? 1 : 0);
    };
    setIds(Dim.RealUser, this.users, user);
    setIds(Dim.RealGroup, this.groups, group);
    if (owner !== undefined) box[Dim.Owner] = number(this.owners, owner);
    if (fileGroup !== undefined) box[Dim.FileGroup] = number(this.fileGroups, fileGroup);
    if (fileSystemKind !== undefined)
      box[Dim.FileSystem] = bits(this.fileSystems, (candidate) => canBeOfKind(candidate, fileSystemKind));
    if (fileSystem !== undefined) box[Dim.FileSystem] = this.fileSystemClass(fileSystem);
    if (parser !== undefined && (this.sizes[Dim.Parser] ?? 1) > 1) box[Dim.Parser] = bit(parser ? 0 : 1);
    return [box];
  }

  /** The class that a file system is in; what no rule names is one of the others. */
  private fileSystemClass(fileSystem: FileSystemIdentity | undefined): bigint {
    const known = (key: keyof FileSystemIdentity) => {
      const value = fileSystem?.[key];
      return value !== undefined && this.fileSystems.some((entry) => entry[key] === value) ? value : otherName;
    };
    const [magic, type, subtype, uuid] = [known("magic"), known("type"), known("subtype"), known("uuid")];
    const index = this.fileSystems.findIndex(
      (entry) => entry.magic === magic && entry.type === type && entry.subtype === subtype && entry.uuid === uuid,
    );
    return bit(index === -1 ? this.fileSystems.length - 1 : index);
  }

  /** The class of each dimension that an access is in. What the access leaves open is in the last class. */
  pointOf(access: Access): Box {
    const at = (index: number, dimension: number) => bit(index === -1 ? (this.sizes[dimension] ?? 1) - 1 : index);
    const number = (intervals: readonly Interval[], value: number | undefined, dimension: number) =>
      at(
        intervals.findIndex(({ from, to }) => value !== undefined && from <= value && value <= to),
        dimension,
      );
    const named = (names: readonly string[], name: string | null | undefined, dimension: number) =>
      at(names.indexOf(name ?? otherName), dimension);
    const { fileSystem, user, group } = access;
    return [
      at(
        this.requests.findIndex(({ hook, mask }) => hook === access.hook && sameMask(mask, access.mask)),
        Dim.Request,
      ),
      this.fileSystemClass(fileSystem),
      number(this.users, user?.real, Dim.RealUser),
      number(this.users, user?.effective, Dim.EffectiveUser),
      number(this.users, user?.saved, Dim.SavedUser),
      bit(user?.maySet && (this.sizes[Dim.MaySetUser] ?? 1) > 1 ? 1 : 0),
      number(this.groups, group?.real, Dim.RealGroup),
      number(this.groups, group?.effective, Dim.EffectiveGroup),
      number(this.groups, group?.saved, Dim.SavedGroup),
      bit(group?.maySet && (this.sizes[Dim.MaySetGroup] ?? 1) > 1 ? 1 : 0),
      number(this.owners, access.owner, Dim.Owner),
      number(this.fileGroups, access.fileGroup, Dim.FileGroup),
      named(this.keyrings, access.keyring, Dim.Keyring),
      named(this.criticalData, access.criticalData, Dim.CriticalData),
      at(access.parser ? 0 : -1, Dim.Parser),
      ...labelKeys.map((key, index) => named(this.labels[index] ?? [], access.labels?.[key], Dim.Label + index)),
    ];
  }

  /** Fewer boxes with the same accesses: two that differ in one dimension only are one. */
  merge(boxes: readonly Box[]): Box[] {
    let current = [...boxes];
    for (let dimension = 0; dimension < this.sizes.length; dimension++) {
      const groups = new Map<string, Box>();
      for (const box of current) {
        const key = box.map((set, at) => (at === dimension || set === undefined ? "" : set.toString(36))).join(" ");
        const same = groups.get(key);
        const set = (same?.[dimension] ?? 0n) | (box[dimension] ?? this.full(dimension));
        const all = (same !== undefined && same[dimension] === undefined) || set === this.full(dimension);
        groups.set(
          key,
          box.map((own, at) => (at !== dimension ? own : all ? undefined : set)),
        );
      }
      current = [...groups.values()];
    }
    return current;
  }

  /** A box in words, such as "BPRM_CHECK, by user 0, on any file system but tmpfs". */
  describe(box: Box): string {
    const parts: string[] = [this.describeRequests(box[Dim.Request])];
    const add = (dimension: number, before: string, names: readonly string[]) => {
      const set = box[dimension];
      if (set !== undefined) parts.push(`${before} ${wordsOf(set, names)}`);
    };
    const numbers = (intervals: readonly Interval[]) =>
      intervals.map(({ from, to }) =>
        from === to
          ? String(from)
          : to === maxId
            ? `${from} and above`
            : from === 0
              ? `below ${to + 1}`
              : `${from} to ${to}`,
      );
    add(Dim.RealUser, "by user", numbers(this.users));
    add(Dim.EffectiveUser, "effective user", numbers(this.users));
    add(Dim.SavedUser, "saved user", numbers(this.users));
    add(Dim.MaySetUser, "", ["without CAP_SETUID", "with CAP_SETUID"]);
    add(Dim.RealGroup, "by group", numbers(this.groups));
    add(Dim.EffectiveGroup, "effective group", numbers(this.groups));
    add(Dim.SavedGroup, "saved group", numbers(this.groups));
    add(Dim.MaySetGroup, "", ["without CAP_SETGID", "with CAP_SETGID"]);
    add(Dim.FileSystem, "on", this.fileSystems.map(fileSystemName));
    add(Dim.Owner, "owner", numbers(this.owners));
    add(Dim.FileGroup, "group of the file", numbers(this.fileGroups));
    add(Dim.Keyring, "key ring", this.keyrings);
    add(Dim.CriticalData, "label", this.criticalData);
    add(Dim.Parser, "", ["read by the parser", "read by others"]);
    labelKeys.forEach((key, index) => {
      add(Dim.Label + index, key, this.labels[index] ?? []);
    });
    return parts.map((part) => part.trim()).join(", ");
  }

  private describeRequests(set: bigint | undefined): string {
    const chosen = (index: number) => set === undefined || ((set >> BigInt(index)) & 1n) === 1n;
    const byHook = new Map<string, { all: number; masks: string[] }>();
    this.requests.forEach(({ hook, mask }, index) => {
      const entry = byHook.get(hook) ?? { all: 0, masks: [] };
      entry.all++;
      if (chosen(index)) entry.masks.push(mask.map((permission) => permission.slice("MAY_".length)).join("+"));
      byHook.set(hook, entry);
    });
    if ([...byHook.values()].every(({ all, masks }) => all === masks.length)) return "every hook";
    const named = [...byHook].filter(([, { masks }]) => masks.length > 0);
    const files = this.requests.flatMap(({ data }, index) => (data ? [] : [index]));
    if (files.every(chosen) && named.length === new Set(files.map((index) => this.requests[index]?.hook)).size)
      return "every hook with a file";
    return named
      .map(([hook, { all, masks }]) => (all === masks.length ? hook : `${hook} (${masks.join(", ")})`))
      .join(", ");
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

function fileSystemName({ magic, type, subtype, uuid }: FileSystemIdentity): string {
  const known = fileSystemByMagic(magic);
  let name = type !== otherName ? type : magic === otherName ? otherName : (known?.types[0] ?? `0x${magic}`);
  // The number alone says less than a type.
  if (type === otherName && (known?.types.length ?? 0) > 1) name = `${name} (0x${magic})`;
  if (subtype !== undefined && subtype !== otherName) name += `.${subtype}`;
  if (uuid !== undefined && uuid !== otherName) name += ` with UUID ${uuid}`;
  return name;
}

/** Most names that are listed; of more the rest is counted. */
const mostNames = 8;

/** A set of classes in words: those in it, or those out of it when that is shorter. */
function wordsOf(set: bigint, names: readonly string[]): string {
  const inside = names.filter((_, index) => ((set >> BigInt(index)) & 1n) === 1n);
  const outside = names.filter((name) => !inside.includes(name));
  const list = (words: readonly string[]) =>
    words.length > mostNames
      ? `${words.slice(0, mostNames).join(", ")} and ${words.length - mostNames} more`
      : words.join(", ");
  return inside.includes(otherName) ? `any but ${list(outside)}` : list(inside);
}

/** What is not known may be of any kind. */
function canBeOfKind({ magic, type }: FileSystemIdentity, kind: FileSystem["kind"]): boolean {
  const byMagic = fileSystemByMagic(magic);
  const byType = fileSystems.filter((known) => known.types.includes(type));
  return (
    (byMagic === undefined || byMagic.kind === kind) &&
    (byType.length === 0 || byType.some((known) => known.kind === kind))
  );
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
