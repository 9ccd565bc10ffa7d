/**
 * The access space: every access that a rule list can be asked about, cut into as few classes as the conditions of the
 * rules can tell apart. In each dimension the classes are numbered.
 *
 * What the kernel fixes is part of it: a hook has only its own masks, a known file system type only its own magic
 * number, a pseudo file system no UUID. POST_SETATTR, which the kernel asks after chmod and chown to see whether a file
 * is appraised at all, is left out: it looks at neither hook nor mask.
 */

import {
  type FileSystem,
  fileSystemByMagic,
  fileSystems,
  hooks,
  isLsmKey,
  type Kernel,
  keys,
  nilUuid,
  type Permission,
  type Rule,
  type RuleEntry,
} from "../../grammar/index.js";
import type { Access, FileSystemIdentity, Ids } from "./access.js";
import type { Box } from "./boxes.js";
import { allClasses, type ClassSet, classesWhere, common, first, isSubset } from "./class-set.js";
import { Names, Numbers, otherName } from "./classes.js";
import { takes } from "./decide.js";

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
export interface Request {
  readonly hook: string;
  readonly mask: readonly Permission[];
  /** Hooks that hand over no file, which rules without func= are not for. */
  readonly data: boolean;
}

/** Up to 5.8 the kexec command line came without the kernel image. */
const isWithoutFile = ({ hook, data }: Request) => data && hook === "KEXEC_CMDLINE";

/** Magic number and type belong together as well; `(other)` stands for what no condition names. */
export interface FileSystemClass {
  readonly magic: string;
  readonly type: string;
  /** Made up by the kernel: its UUID is nil. */
  readonly pseudo: boolean;
}

export const labelKeys = keys.filter(isLsmKey).map((key) => key.name);

/** Dimensions by number. */
export enum Dim {
  Request,
  FileSystem,
  Subtype,
  Uuid,
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
const mostFileSystems = 16_384;

function requestsOf(kernel: Kernel): Request[] {
  return hooks
    .filter((hook) => kernel.knows(hook))
    .flatMap(({ name, group, permission }) => {
      const data =
        group === "key" ||
        group === "critical-data" ||
        group === "setxattr" ||
        (group === "kexec-cmdline" && !kernel.has("wholeRuleValidation"));
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

const ofType = (type: string): readonly FileSystem[] => fileSystems.filter((known) => known.types.includes(type));

/** File systems that the conditions can tell apart. */
function fileSystemsFor(entries: readonly RuleEntry[]): FileSystemClass[] {
  const magics = unique(entries.map((entry) => entry.fsmagic));
  const types = unique(entries.map((entry) => entry.fsname));
  const pairs: { magic: string; type: string }[] = [];
  for (const magic of magics) {
    pairs.push({ magic, type: otherName });
    for (const type of types) {
      const known = ofType(type);
      if (known.length === 0 || known.some((fileSystem) => fileSystem.magic === magic)) pairs.push({ magic, type });
      if (pairs.length > mostFileSystems) return [];
    }
  }
  for (const type of types) {
    const known = ofType(type);
    if (known.length === 0 || known.some((fileSystem) => !magics.includes(fileSystem.magic)))
      pairs.push({ magic: otherName, type });
  }
  pairs.push({ magic: otherName, type: otherName });
  return pairs.map(({ magic, type }) => ({
    magic,
    type,
    pseudo: [fileSystemByMagic(magic), ...ofType(type)].some((fileSystem) => fileSystem?.kind === "pseudo"),
  }));
}

/** Sets by dimension, all of which are to hold; undefined: an empty one. */
type Sets = readonly (readonly [dimension: number, set: ClassSet | undefined])[];

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
  /** They are on one of these, whatever its UUID and subtype. */
  readonly fileSystemOneOf?: readonly Pick<FileSystemIdentity, "magic" | "type">[];
  readonly parser?: boolean;
}

/** The space that the rules of some policies can tell apart. */
export class Space {
  readonly requests: readonly Request[];
  readonly fileSystems: readonly FileSystemClass[];
  readonly subtypes: Names;
  readonly uuids: Names;
  readonly users: Numbers;
  readonly groups: Numbers;
  readonly owners: Numbers;
  readonly fileGroups: Numbers;
  readonly keyrings: Names;
  readonly criticalData: Names;
  /** By the order of `labelKeys`. */
  readonly labels: readonly Names[];
  /** The number of classes of each dimension. */
  readonly sizes: readonly number[];
  /** All classes of each dimension. */
  readonly all: readonly ClassSet[];
  /** Pseudo file systems; undefined: none is named. */
  private readonly pseudo: ClassSet | undefined;
  private readonly real: ClassSet | undefined;
  /** Sets of the first two dimensions by the conditions that give them. */
  private readonly known = new Map<string, ClassSet | undefined>();

  constructor(rules: readonly Rule[], kernel: Kernel) {
    const entries = rules.flatMap((rule) => rule.entry ?? []);
    this.requests = requestsOf(kernel);
    this.fileSystems = fileSystemsFor(entries);
    this.subtypes = new Names(entries.map((entry) => entry.fsSubtype));
    this.uuids = new Names(entries.map((entry) => entry.fsuuid));
    this.users = new Numbers(entries.map((entry) => entry.uid));
    this.groups = new Numbers(entries.map((entry) => entry.gid));
    this.owners = new Numbers(entries.map((entry) => entry.fowner));
    this.fileGroups = new Numbers(entries.map((entry) => entry.fgroup));
    this.keyrings = new Names(entries.flatMap((entry) => entry.keyrings ?? []));
    this.criticalData = new Names(entries.flatMap((entry) => entry.criticalData ?? []));
    this.labels = labelKeys.map((key) => new Names(entries.map((entry) => entry.labels?.get(key))));
    const parsers = entries.some((entry) => entry.parser) ? 2 : 1;
    const user = this.users.size;
    const group = this.groups.size;
    this.sizes = [
      this.requests.length,
      this.fileSystems.length,
      this.subtypes.size,
      this.uuids.size,
      ...[user, user, user, user > 1 ? 2 : 1],
      ...[group, group, group, group > 1 ? 2 : 1],
      this.owners.size,
      this.fileGroups.size,
      this.keyrings.size,
      this.criticalData.size,
      parsers,
      ...this.labels.map((labels) => labels.size),
    ];
    this.all = this.sizes.map(allClasses);
    this.pseudo = classesWhere(this.fileSystems.length, (at) => this.fileSystems[at]?.pseudo === true);
    this.real = classesWhere(this.fileSystems.length, (at) => this.fileSystems[at]?.pseudo === false);
  }

  /** Whether the space is small enough to be looked through. */
  get isTractable(): boolean {
    return this.fileSystems.length > 0;
  }

  private remember(key: string, make: () => ClassSet | undefined): ClassSet | undefined {
    if (!this.known.has(key)) this.known.set(key, make());
    return this.known.get(key);
  }

  /** A box; undefined when one of the sets is empty. */
  private box(sets: Sets): Box | undefined {
    const box: (ClassSet | undefined)[] = this.sizes.map(() => undefined);
    for (const [dimension, set] of sets) {
      if (set === undefined) return undefined;
      if (isSubset(this.all[dimension] ?? 0, set)) continue;
      const own = box[dimension];
      const both = own === undefined ? set : common(own, set);
      if (both === undefined) return undefined;
      box[dimension] = both;
    }
    return box;
  }

  /** The accesses that a rule matches, as boxes; none when no access can fulfil its conditions. */
  boxesOf(entry: RuleEntry): Box[] {
    const { family } = entry.action;
    const requests = this.remember(`${family} ${entry.func} ${entry.mask?.contains} ${entry.mask?.permission}`, () =>
      classesWhere(this.requests.length, (at) => matchesRequest(entry, this.requests[at] as Request)),
    );
    let ways: readonly Sets[] = [[[Dim.Request, requests]]];
    // The kernel keeps the algorithms of the first such rule and asks no condition.
    if (entry.func === "KEY_CHECK" || entry.func === "CRITICAL_DATA") ways = this.withData(ways, entry);
    else if (entry.func !== "SETXATTR_CHECK" && !(entry.func === "KEXEC_CMDLINE" && this.requests.some(isWithoutFile)))
      ways = this.withFile(ways, entry);
    return ways.map((way) => this.box(way)).filter((box) => box !== undefined);
  }

  /** With the conditions that the kernel asks of a key or of data: no others, and never the effective user. */
  private withData(ways: readonly Sets[], { uid, keyrings, criticalData }: RuleEntry): Sets[] {
    const sets: [number, ClassSet | undefined][] = [];
    if (keyrings !== undefined) sets.push([Dim.Keyring, this.keyrings.of(keyrings)]);
    if (criticalData !== undefined) sets.push([Dim.CriticalData, this.criticalData.of(criticalData)]);
    if (uid !== undefined) sets.push([Dim.RealUser, this.users.within(uid)]);
    return ways.map((way) => [...way, ...sets]);
  }

  /** With the conditions that the kernel asks of a file and of the task that uses it. */
  private withFile(ways: readonly Sets[], entry: RuleEntry): readonly Sets[] {
    const { fsmagic, fsname, fsSubtype, fsuuid, fowner, fgroup, uid, gid } = entry;
    const sets: [number, ClassSet | undefined][] = [];
    if (fsmagic !== undefined || fsname !== undefined)
      sets.push([
        Dim.FileSystem,
        this.remember(`${fsmagic ?? ""}.${fsname ?? ""}`, () =>
          classesWhere(this.fileSystems.length, (at) => {
            const { magic, type } = this.fileSystems[at] as FileSystemClass;
            return (fsmagic === undefined || magic === fsmagic) && (fsname === undefined || type === fsname);
          }),
        ),
      ]);
    if (fsSubtype !== undefined) sets.push([Dim.Subtype, this.subtypes.at(fsSubtype)]);
    if (fowner !== undefined) sets.push([Dim.Owner, this.owners.within(fowner)]);
    if (fgroup !== undefined) sets.push([Dim.FileGroup, this.fileGroups.within(fgroup)]);
    if (entry.parser) sets.push([Dim.Parser, 0]);
    labelKeys.forEach((key, index) => {
      const label = entry.labels?.get(key);
      if (label !== undefined) sets.push([Dim.Label + index, this.labels[index]?.at(label)]);
    });
    let result: readonly Sets[] = ways.map((way) => [...way, ...sets]);
    if (fsuuid !== undefined) result = this.withUuid(result, fsuuid);
    if (uid !== undefined) result = withIds(result, Dim.RealUser, this.users.within(uid), uid.effective);
    if (gid !== undefined) result = withIds(result, Dim.RealGroup, this.groups.within(gid), gid.effective);
    return result;
  }

  /**
   * With a condition on the UUID. The boxes hold a pseudo file system with every UUID or with none, as the nil one that
   * it really has: so what cannot be, in the space, is decided like what can.
   */
  private withUuid(ways: readonly Sets[], uuid: string): Sets[] {
    const onReal: Sets = [
      [Dim.FileSystem, this.real],
      [Dim.Uuid, this.uuids.at(uuid)],
    ];
    const alternatives: Sets[] = uuid === nilUuid ? [onReal, [[Dim.FileSystem, this.pseudo]]] : [onReal];
    return ways.flatMap((sets) => alternatives.map((more) => [...sets, ...more]));
  }

  /** The boxes of a region; none when the kernel does not have its hooks. */
  regionOf(region: RegionSpec): Box[] {
    const { user, group, owner, fileGroup, fileSystemKind, fileSystem, parser } = region;
    const sets: [number, ClassSet | undefined][] = [
      [
        Dim.Request,
        classesWhere(this.requests.length, (at) => {
          const { hook, mask } = this.requests[at] as Request;
          return region.hooks.includes(hook) && (region.mask === undefined || sameMask(mask, region.mask));
        }),
      ],
    ];
    const setIds = (dimension: number, numbers: Numbers, ids: Ids | undefined) => {
      if (ids === undefined) return;
      [ids.real, ids.effective, ids.saved].forEach((id, at) => {
        sets.push([dimension + at, numbers.at(id)]);
      });
      if (numbers.size > 1) sets.push([dimension + 3, ids.maySet ? 1 : 0]);
    };
    setIds(Dim.RealUser, this.users, user);
    setIds(Dim.RealGroup, this.groups, group);
    if (owner !== undefined) sets.push([Dim.Owner, this.owners.at(owner)]);
    if (fileGroup !== undefined) sets.push([Dim.FileGroup, this.fileGroups.at(fileGroup)]);
    if (fileSystemKind !== undefined)
      sets.push([
        Dim.FileSystem,
        classesWhere(this.fileSystems.length, (at) =>
          canBeOfKind(this.fileSystems[at] as FileSystemClass, fileSystemKind),
        ),
      ]);
    if (region.fileSystemOneOf !== undefined) {
      const wanted = new Set(region.fileSystemOneOf.map((identity) => this.fileSystemAt(identity)));
      sets.push([Dim.FileSystem, classesWhere(this.fileSystems.length, (at) => wanted.has(at))]);
    }
    if (fileSystem !== undefined) {
      const pseudo = fileSystemByMagic(fileSystem.magic)?.kind === "pseudo";
      sets.push([Dim.FileSystem, this.fileSystemAt(fileSystem)]);
      sets.push([Dim.Subtype, this.subtypes.at(fileSystem.subtype)]);
      sets.push([Dim.Uuid, this.uuids.at(fileSystem.uuid ?? (pseudo ? nilUuid : undefined))]);
    }
    if (parser !== undefined && this.sizes[Dim.Parser] !== 1) sets.push([Dim.Parser, parser ? 0 : 1]);
    const box = this.box(sets);
    return box === undefined ? [] : [box];
  }

  /** The class that a file system is in; what no rule names is one of the others. */
  private fileSystemAt(fileSystem: Pick<FileSystemIdentity, "magic" | "type"> | undefined): number {
    const known = (key: "magic" | "type") => {
      const value = fileSystem?.[key];
      return value !== undefined && this.fileSystems.some((entry) => entry[key] === value) ? value : otherName;
    };
    const [magic, type] = [known("magic"), known("type")];
    const index = this.fileSystems.findIndex((entry) => entry.magic === magic && entry.type === type);
    return index === -1 ? this.fileSystems.length - 1 : index;
  }

  /** The class of each dimension that an access is in. What the access leaves open is in the last class. */
  pointOf(access: Access): Box {
    const { fileSystem, user, group } = access;
    const request = this.requests.findIndex(({ hook, mask }) => hook === access.hook && sameMask(mask, access.mask));
    const id = (numbers: Numbers, value: number | undefined) =>
      value === undefined ? numbers.size - 1 : numbers.at(value);
    const maySet = (numbers: Numbers, ids: Ids | undefined) => (ids?.maySet && numbers.size > 1 ? 1 : 0);
    const point = [
      request === -1 ? this.requests.length - 1 : request,
      this.fileSystemAt(fileSystem),
      this.subtypes.at(fileSystem?.subtype),
      this.uuids.at(fileSystem?.uuid),
      ...[id(this.users, user?.real), id(this.users, user?.effective), id(this.users, user?.saved)],
      maySet(this.users, user),
      ...[id(this.groups, group?.real), id(this.groups, group?.effective), id(this.groups, group?.saved)],
      maySet(this.groups, group),
      id(this.owners, access.owner),
      id(this.fileGroups, access.fileGroup),
      this.keyrings.at(access.keyring),
      this.criticalData.at(access.criticalData),
      this.sizes[Dim.Parser] === 1 || access.parser ? 0 : 1,
      ...labelKeys.map((key, index) => this.labels[index]?.at(access.labels?.[key]) ?? 0),
    ];
    return point.map((index, dimension) => (this.sizes[dimension] === 1 ? undefined : index));
  }

  /** One access of a box; what no condition looks at is as plain as can be. */
  witness(box: Box): Access {
    const classOf = (dimension: number): number => first(box[dimension] ?? this.all[dimension] ?? 0);
    const number = (numbers: Numbers, dimension: number) => numbers.intervals[classOf(dimension)]?.from ?? 0;
    const name = (names: Names, dimension: number) => names.names[classOf(dimension)] ?? otherName;
    const ids = (numbers: Numbers, dimension: number): Ids => ({
      real: number(numbers, dimension),
      effective: number(numbers, dimension + 1),
      saved: number(numbers, dimension + 2),
      maySet: classOf(dimension + 3) === 1,
    });
    const request = this.requests[classOf(Dim.Request)] as Request;
    const { hook, mask } = request;
    const { magic, type, pseudo } = this.fileSystems[classOf(Dim.FileSystem)] as FileSystemClass;
    return {
      hook,
      mask,
      ...(isWithoutFile(request) ? { withoutFile: true as const } : {}),
      user: ids(this.users, Dim.RealUser),
      group: ids(this.groups, Dim.RealGroup),
      fileSystem: {
        magic,
        type,
        subtype: name(this.subtypes, Dim.Subtype),
        uuid: pseudo ? nilUuid : name(this.uuids, Dim.Uuid),
      },
      owner: number(this.owners, Dim.Owner),
      fileGroup: number(this.fileGroups, Dim.FileGroup),
      labels: Object.fromEntries(
        labelKeys.map((key, index) => [key, this.labels[index]?.names[classOf(Dim.Label + index)] ?? otherName]),
      ),
      keyring: name(this.keyrings, Dim.Keyring),
      criticalData: name(this.criticalData, Dim.CriticalData),
      parser: this.sizes[Dim.Parser] !== 1 && classOf(Dim.Parser) === 0,
    };
  }
}

/** What is not known may be of any kind. */
function canBeOfKind({ magic, type }: FileSystemClass, kind: FileSystem["kind"]): boolean {
  const byMagic = fileSystemByMagic(magic);
  const byType = ofType(type);
  return (
    (byMagic === undefined || byMagic.kind === kind) &&
    (byType.length === 0 || byType.some((known) => known.kind === kind))
  );
}

function matchesRequest({ action, func, mask }: RuleEntry, request: Request): boolean {
  if (!takes(request.hook, action.family)) return false;
  if (func === undefined ? request.data : func !== request.hook) return false;
  if (mask === undefined || request.data) return true;
  return request.mask.includes(mask.permission) && (mask.contains || request.mask.length === 1);
}

/**
 * With a condition on ids. An effective id counts by itself, and with the capability to change ids the saved and the
 * real one count as well.
 */
function withIds(ways: readonly Sets[], real: number, set: ClassSet | undefined, effective: boolean): readonly Sets[] {
  const alternatives: readonly Sets[] = effective
    ? [
        [[real + 1, set]],
        [
          [real + 2, set],
          [real + 3, 1],
        ],
        [
          [real, set],
          [real + 3, 1],
        ],
      ]
    : [[[real, set]]];
  return ways.flatMap((sets) => alternatives.map((alternative) => [...sets, ...alternative]));
}
