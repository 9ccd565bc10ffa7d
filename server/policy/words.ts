/** Boxes in words, such as "BPRM_CHECK on any file system but tmpfs, owned by any user but root". */

import { fileSystemByMagic, maxId, type Permission, permissions } from "../../grammar/index.js";
import type { Box } from "./boxes.js";
import { type ClassSet, has } from "./class-set.js";
import { type Interval, type Names, type Numbers, otherName } from "./classes.js";
import { Dim, type FileSystemClass, labelKeys, type Request, type Space } from "./space.js";

/** Most names that are listed; of more the rest is counted. */
const mostNames = 8;

/** Hooks that may be missing where all others are meant. */
const mostMissing = 2;

function list(words: readonly string[]): string {
  // One more is shorter than saying so.
  return words.length > mostNames + 1
    ? `${words.slice(0, mostNames).join(", ")} and ${words.length - mostNames} more`
    : words.join(", ");
}

/** Those in the set, or those out of it when the set holds what has no name. */
function nameWords(set: ClassSet, names: readonly string[], noun: string): string {
  const inside = names.filter((_, index) => has(set, index));
  if (!inside.includes(otherName)) return list(inside);
  return `any${noun} but ${list(names.filter((_, index) => !has(set, index)))}`;
}

/** Classes that follow on each other as one interval. */
function runsOf(intervals: readonly Interval[], chosen: (index: number) => boolean): Interval[] {
  const runs: Interval[] = [];
  intervals.forEach(({ from, to }, index) => {
    const last = runs.at(-1);
    if (!chosen(index)) return;
    if (last?.to === from - 1) runs[runs.length - 1] = { from: last.from, to };
    else runs.push({ from, to });
  });
  return runs;
}

const idName = (id: number) => (id === 0 ? "root" : String(id));

function intervalWords({ from, to }: Interval): string {
  if (from === to) return idName(from);
  if (to === maxId) return `${from} and above`;
  return from === 0 ? `below ${to + 1}` : `${from} to ${to}`;
}

const isPoint = ({ from, to }: Interval) => from === to;

/** Numbers, or with "any user but" those that are not meant when that is shorter. */
function numberWords(set: ClassSet, { intervals }: Numbers, noun: string): string {
  const inside = runsOf(intervals, (index) => has(set, index));
  const outside = runsOf(intervals, (index) => !has(set, index));
  const exclude = outside.every(isPoint) && !inside.every(isPoint) && outside.length <= inside.length;
  return exclude ? `any ${noun} but ${list(outside.map(intervalWords))}` : list(inside.map(intervalWords));
}

/** All types of one magic number by one name. */
function fileSystemWords(set: ClassSet, classes: readonly FileSystemClass[]): string {
  const names = (wanted: boolean) => {
    const chosen = classes.filter((_, index) => has(set, index) === wanted);
    return [
      ...new Set(
        chosen.map(({ magic, type }) => {
          const all = classes.filter((other) => other.magic === magic);
          const whole = magic !== otherName && all.every((other) => chosen.includes(other));
          return whole ? magicName(magic) : fileSystemName(magic, type);
        }),
      ),
    ];
  };
  const other = has(set, classes.length - 1);
  return other ? `any file system but ${list(names(false))}` : list(names(true));
}

function magicName(magic: string): string {
  return fileSystemByMagic(magic)?.types.join("/") || `0x${magic}`;
}

function fileSystemName(magic: string, type: string): string {
  if (type !== otherName) return type;
  return magic === otherName ? otherName : `0x${magic} of another type`;
}

function requestWords(set: ClassSet | undefined, { requests }: Space): string {
  const chosen = (index: number) => set === undefined || has(set, index);
  const byHook = new Map<string, { all: number; masks: string[]; data: boolean }>();
  requests.forEach(({ hook, mask, data }, index) => {
    const entry = byHook.get(hook) ?? { all: 0, masks: [], data };
    entry.all++;
    if (chosen(index)) entry.masks.push(maskName(mask));
    byHook.set(hook, entry);
  });
  const isWhole = ({ all, masks }: { all: number; masks: string[] }) => all === masks.length;
  if ([...byHook.values()].every(isWhole)) return "every hook";
  const named = [...byHook].filter(([, { masks }]) => masks.length > 0);
  if (named.every(([, entry]) => !entry.data && isWhole(entry))) {
    const missing = [...byHook].filter(([, { data, masks }]) => !data && masks.length === 0).map(([hook]) => hook);
    if (missing.length === 0) return "every hook with a file";
    if (missing.length <= mostMissing && named.length > mostMissing)
      return `every hook with a file but ${list(missing)}`;
  }
  return named
    .map(([hook, entry]) => (isWhole(entry) ? hook : `${hook} (${maskWords(entry.masks, hook, requests)})`))
    .join(", ");
}

/** Masks of a hook: as rules say it, where one permission is in all of them and in no others. */
function maskWords(masks: readonly string[], hook: string, requests: readonly Request[]): string {
  const all = requests.filter((request) => request.hook === hook).map(({ mask }) => mask);
  const common = permissions.find((permission) => {
    const holding = all.filter((mask) => mask.includes(permission));
    return (
      holding.length > 1 && holding.length === masks.length && holding.every((mask) => masks.includes(maskName(mask)))
    );
  });
  return common === undefined ? masks.join(", ") : `^${maskName([common])}`;
}

const maskName = (mask: readonly Permission[]) => mask.map((permission) => permission.slice("MAY_".length)).join("+");

/** A box in words: hooks first, then who, then which file. */
export function describe(space: Space, box: Box): string {
  const parts: string[] = [];
  const add = (dimension: number, words: (set: ClassSet) => string) => {
    const set = box[dimension];
    if (set !== undefined) parts.push(words(set));
  };
  const numbers = (dimension: number, before: string, classes: Numbers, noun: string) => {
    add(dimension, (set) => `${before} ${numberWords(set, classes, noun)}`);
  };
  const names = (dimension: number, before: string, classes: Names, noun: string) => {
    add(dimension, (set) => `${before} ${nameWords(set, classes.names, noun)}`);
  };
  const either = (dimension: number, no: string, yes: string) => {
    add(dimension, (set) => (has(set, 0) ? no : yes));
  };
  numbers(Dim.RealUser, "by", space.users, "user");
  numbers(Dim.EffectiveUser, "effective user", space.users, "user");
  numbers(Dim.SavedUser, "saved user", space.users, "user");
  either(Dim.MaySetUser, "without CAP_SETUID", "with CAP_SETUID");
  numbers(Dim.RealGroup, "by group", space.groups, "group");
  numbers(Dim.EffectiveGroup, "effective group", space.groups, "group");
  numbers(Dim.SavedGroup, "saved group", space.groups, "group");
  either(Dim.MaySetGroup, "without CAP_SETGID", "with CAP_SETGID");
  add(Dim.FileSystem, (set) => `on ${fileSystemWords(set, space.fileSystems)}`);
  names(Dim.Subtype, "of subtype", space.subtypes, "");
  names(Dim.Uuid, "with UUID", space.uuids, "");
  numbers(Dim.Owner, "owned by", space.owners, "user");
  numbers(Dim.FileGroup, "of group", space.fileGroups, "group");
  names(Dim.Keyring, "for key ring", space.keyrings, "");
  names(Dim.CriticalData, "with label", space.criticalData, "");
  either(Dim.Parser, "read by the parser", "read by others");
  labelKeys.forEach((key, index) => {
    const labels = space.labels[index];
    if (labels !== undefined) names(Dim.Label + index, key, labels, "");
  });
  return [requestWords(box[Dim.Request], space), ...parts].join(", ");
}
