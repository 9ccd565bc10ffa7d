/**
 * The machines that a description fits, as far as they differ by their file systems: a description may leave open what
 * the files of a phase are on, and rules may ask. Each is gone through by itself, so that what is certain in all of
 * them is certain, whatever happens on the way.
 */

import { fileSystemByMagic, fileSystems as knownFileSystems, type Rule } from "../../grammar/index.js";
import type { FileSystemIdentity } from "../policy/index.js";
import type { BootDescription, FileSystems, MachineFile, Phase } from "./description.js";
import { rulesAtBoot } from "./rules.js";

type Identity = Pick<FileSystemIdentity, "magic" | "type">;

export interface World {
  readonly description: BootDescription;
  /** What makes it different, to follow "when"; undefined: it is the only one. */
  readonly when: string | undefined;
}

/** More are not gone through one by one. */
const mostWorlds = 64;
/** Worlds times what happens in each. */
const mostWork = 100_000;
const mostNames = 3;

/** Stands for all that no rule names. */
const unnamed: Identity = { magic: "", type: "" };

interface Condition {
  readonly magic: string | undefined;
  readonly type: string | undefined;
}

function conditionsOf(rules: readonly Rule[]): Condition[] {
  const found = new Map<string, Condition>();
  for (const { entry } of rules)
    if (entry?.fsmagic !== undefined || entry?.fsname !== undefined)
      found.set(`${entry.fsmagic} ${entry.fsname}`, { magic: entry.fsmagic, type: entry.fsname });
  return [...found.values()];
}

function candidatesOf(systems: FileSystems, conditions: readonly Condition[]): Identity[] {
  if ("oneOf" in systems) return [...systems.oneOf];
  const ofKind = knownFileSystems
    .filter(({ kind }) => kind === systems.kind)
    .flatMap(({ magic, types }) => types.map((type) => ({ magic, type })));
  const known = (type: string) => knownFileSystems.some(({ types }) => types.includes(type));
  const foreign = conditions.flatMap(({ type }) => (type === undefined || known(type) ? [] : [{ magic: "", type }]));
  return [...ofKind, ...foreign, unnamed];
}

function nameOf(group: readonly Identity[]): string {
  if (group.includes(unnamed)) return "a file system that no rule names";
  // All of an initramfs is of the type rootfs.
  const nameOfOne = ({ magic, type }: Identity) =>
    type === "" ? `0x${magic}` : type === "rootfs" ? (fileSystemByMagic(magic)?.types[0] ?? type) : type;
  const names = [...new Set(group.map(nameOfOne))];
  return names.length > mostNames ? `${names.slice(0, mostNames - 1).join(", ")} or another one` : names.join(" or ");
}

/** Candidates that all rules take for the same. */
function groupsOf(candidates: readonly Identity[], conditions: readonly Condition[]): Identity[][] {
  const groups = new Map<string, Identity[]>();
  for (const identity of candidates) {
    const signature = conditions
      .map(({ magic, type }) => {
        const matches = (magic ?? identity.magic) === identity.magic && (type ?? identity.type) === identity.type;
        return matches ? "1" : "0";
      })
      .join("");
    const group = groups.get(signature);
    if (group === undefined) groups.set(signature, [identity]);
    else group.push(identity);
  }
  return [...groups.values()];
}

/** All of them; the description alone when it leaves nothing open, or too much. */
export function worldsOf(description: BootDescription): World[] {
  const { phases, parameters, kernel, secureBoot } = description;
  const rules = [
    ...rulesAtBoot(parameters, kernel, secureBoot.value).rules,
    ...phases.flatMap(({ policy }) => policy.policy?.rules ?? []),
  ];
  const conditions = conditionsOf(rules);
  const alone: World[] = [{ description, when: undefined }];
  if (conditions.length === 0) return alone;
  const open = placesOf(description).map((place) => ({
    place,
    groups: groupsOf(candidatesOf(place.systems, conditions), conditions),
  }));
  const count = open.reduce((product, { groups }) => product * groups.length, 1);
  const work = description.files.length + description.lists.length + description.steps.length + phases.length;
  if (count > mostWorlds || count * work > mostWork) return alone;
  let worlds: Choice[] = [{ chosen: new Map(), when: [] }];
  for (const { place, groups } of open)
    worlds = worlds.flatMap(({ chosen, when }) =>
      groups.flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const words = groups.length < 2 ? [] : [`${place.what} ${nameOf(group)}`];
        return { chosen: new Map([...chosen, [place.key, first]]), when: [...when, ...words] };
      }),
    );
  return worlds.map(({ chosen, when }) => ({
    description: settled(description, chosen),
    when: when.length === 0 ? undefined : when.join(" and "),
  }));
}

interface Choice {
  readonly chosen: ReadonlyMap<string, Identity>;
  readonly when: readonly string[];
}

/** Something that is on one file system, known or not. */
interface OpenPlace {
  readonly key: string;
  readonly systems: FileSystems;
  /** In words, before the name of the file system. */
  readonly what: string;
}

function rootKey({ root }: Phase): string {
  return `root ${root}`;
}

/** Files that are said to be on the same of several file systems are on the same one. */
function ownKey({ fileSystems }: MachineFile): string {
  return `own ${JSON.stringify(fileSystems?.value)}`;
}

function placesOf({ phases, parsers, lists, files }: BootDescription): OpenPlace[] {
  const places = new Map<string, OpenPlace>();
  for (const phase of phases) {
    const key = rootKey(phase);
    if (!places.has(key))
      places.set(key, { key, systems: phase.fileSystems.value, what: `files of phase ${phase.name} are on` });
  }
  for (const file of [...parsers.values(), ...lists, ...files]) {
    const key = ownKey(file);
    if (file.fileSystems !== undefined && !places.has(key))
      places.set(key, { key, systems: file.fileSystems.value, what: `${file.name} is on` });
  }
  return [...places.values()];
}

/** The same boot on the file systems that were chosen. */
function settled(description: BootDescription, chosen: ReadonlyMap<string, Identity>): BootDescription {
  const onOne = <T extends MachineFile>(file: T): T => {
    const identity = file.fileSystems === undefined ? undefined : chosen.get(ownKey(file));
    if (identity === undefined) return file;
    return { ...file, fileSystems: { ...file.fileSystems, value: { oneOf: [identity] } } };
  };
  const known = new Map(description.lists.map((list) => [list, onOne(list)]));
  const phases = description.phases.map((phase): Phase => {
    const identity = chosen.get(rootKey(phase));
    return {
      ...phase,
      ...(identity === undefined ? {} : { fileSystems: { ...phase.fileSystems, value: { oneOf: [identity] } } }),
      init: onOne(phase.init),
      lists: { ...phase.lists, value: phase.lists.value.map((list) => known.get(list) ?? onOne(list)) },
    };
  });
  return {
    ...description,
    phases,
    parsers: new Map([...description.parsers].map(([format, parser]) => [format, onOne(parser)])),
    lists: [...known.values()],
    files: description.files.map(onOne),
    steps: description.steps.map((step) => (step.file === undefined ? step : { ...step, file: onOne(step.file) })),
  };
}
