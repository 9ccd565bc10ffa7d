/**
 * Sets of the numbered classes of one dimension. Most conditions hold for one class, and then the set is its number;
 * other sets are bits in words of 32, as many as it takes. No set is empty: what would be is undefined.
 */

export type ClassSet = number | Uint32Array;

const wordsFor = (size: number) => (size + 31) >>> 5;

/** Undefined when no bit is set. */
function normal(words: Uint32Array): ClassSet | undefined {
  let single = -1;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as number;
    if (word === 0) continue;
    // A second word, or a second bit in this one.
    if (single !== -1 || (word & (word - 1)) !== 0) return words;
    single = at;
  }
  return single === -1 ? undefined : (single << 5) + 31 - Math.clz32(words[single] as number);
}

/** The classes from 0 up to `size` that `holds` is true of. */
export function classesWhere(size: number, holds: (index: number) => boolean): ClassSet | undefined {
  const words = new Uint32Array(wordsFor(size));
  for (let index = 0; index < size; index++)
    if (holds(index)) words[index >>> 5] = (words[index >>> 5] as number) | (1 << (index & 31));
  return normal(words);
}

/** A set of the given classes, of which there must be one. */
export function classSet(indexes: readonly number[]): ClassSet {
  const [only = 0] = indexes;
  if (indexes.length === 1) return only;
  const words = new Uint32Array(wordsFor(1 + Math.max(...indexes)));
  for (const index of indexes) words[index >>> 5] = (words[index >>> 5] as number) | (1 << (index & 31));
  return words;
}

/** The classes of a set, in order. */
export function members(set: ClassSet): number[] {
  if (typeof set === "number") return [set];
  const indexes: number[] = [];
  for (let at = 0; at < set.length; at++)
    for (let word = set[at] as number; word !== 0; word &= word - 1)
      indexes.push((at << 5) + 31 - Math.clz32(word & -word));
  return indexes;
}

/** What of a set is in none of others; undefined when they hold all of it. */
export function outsideOf(own: ClassSet, sets: Iterable<ClassSet>, size: number): ClassSet | undefined {
  const words = new Uint32Array(wordsFor(size));
  for (const set of sets)
    if (typeof set === "number") words[set >>> 5] = (words[set >>> 5] as number) | (1 << (set & 31));
    else for (let at = 0; at < set.length; at++) words[at] = (words[at] as number) | (set[at] as number);
  return without(own, words);
}

/** All classes of a dimension. */
export function allClasses(size: number): ClassSet {
  return classesWhere(size, () => true) ?? 0;
}

export function has(set: ClassSet, index: number): boolean {
  return typeof set === "number" ? set === index : (((set[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

export function meets(a: ClassSet, b: ClassSet): boolean {
  if (typeof a === "number") return has(b, a);
  if (typeof b === "number") return has(a, b);
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (((a[at] as number) & (b[at] as number)) !== 0) return true;
  return false;
}

export function isSubset(inner: ClassSet, outer: ClassSet): boolean {
  if (typeof inner === "number") return has(outer, inner);
  // Words hold two classes at least.
  if (typeof outer === "number") return false;
  for (let at = 0; at < inner.length; at++) if (((inner[at] as number) & ~(outer[at] ?? 0)) !== 0) return false;
  return true;
}

export function common(a: ClassSet, b: ClassSet): ClassSet | undefined {
  if (typeof a === "number") return has(b, a) ? a : undefined;
  if (typeof b === "number") return has(a, b) ? b : undefined;
  return normal(a.map((word, at) => word & (b[at] ?? 0)));
}

export function without(a: ClassSet, b: ClassSet): ClassSet | undefined {
  if (typeof a === "number") return has(b, a) ? undefined : a;
  if (typeof b !== "number") return normal(a.map((word, at) => word & ~(b[at] ?? 0)));
  const rest = a.slice();
  if (has(a, b)) rest[b >>> 5] = (rest[b >>> 5] as number) & ~(1 << (b & 31));
  return normal(rest);
}

export function union(a: ClassSet, b: ClassSet, size: number): ClassSet {
  return classesWhere(size, (index) => has(a, index) || has(b, index)) ?? 0;
}

export function first(set: ClassSet): number {
  if (typeof set === "number") return set;
  let at = 0;
  while (set[at] === 0) at++;
  const word = set[at] as number;
  return (at << 5) + 31 - Math.clz32(word & -word);
}

/** The same text for the same set, whatever its form. */
export function keyOf(set: ClassSet): string {
  return typeof set === "number" ? `${set}` : `:${set.join(".").replace(/(?:\.0)+$/, "")}`;
}
