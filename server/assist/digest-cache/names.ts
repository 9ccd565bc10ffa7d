/** Names of a digest-cache.conf: where something is described, and where it is meant. */

import {
  type BootFile,
  type ConfWord,
  isPattern,
  matchesPattern,
  type NamedKind,
  namedKinds,
  type Section,
  type Setting,
} from "../../../grammar/index.js";

export interface NamePlace {
  readonly kind: NamedKind;
  readonly word: ConfWord;
  readonly section: Section;
  /** Where it is named; undefined: where it is described. */
  readonly setting: Setting | undefined;
}

/** What the words of a setting name; words that are no names, or that are not used, name nothing. */
function wordsThatName({ spec, words }: Setting): { kind: NamedKind; words: readonly ConfWord[] } | undefined {
  if (spec?.refersTo === undefined || (words.length > 1 && !spec.many)) return undefined;
  const names = words.filter(({ text }) => text !== "" && !(spec.name === "from-phase" && text === "kernel"));
  return { kind: spec.refersTo, words: names };
}

const known = new WeakMap<BootFile, readonly NamePlace[]>();

/** All names, in the order of the text. */
export function namesIn(file: BootFile): readonly NamePlace[] {
  let places = known.get(file);
  if (places !== undefined) return places;
  places = file.sections.flatMap((section): NamePlace[] => {
    const kind = namedKinds.find((named) => named === section.spec?.kind);
    const { name } = section;
    const described = kind === undefined || !name?.text ? [] : [{ kind, word: name, section, setting: undefined }];
    const named = section.settings.flatMap((setting) => {
      const found = wordsThatName(setting);
      return found === undefined ? [] : found.words.map((word) => ({ kind: found.kind, word, section, setting }));
    });
    return [...described, ...named];
  });
  known.set(file, places);
  return places;
}

/** The name at an offset. */
export function nameAt(file: BootFile, offset: number): NamePlace | undefined {
  return namesIn(file).find(({ word }) => word.span.start <= offset && offset <= word.span.end);
}

/** Names of a kind, each once: those that are described come first. */
export function nameTexts(file: BootFile, kind: NamedKind): string[] {
  const places = namesIn(file).filter((place) => place.kind === kind);
  const described = places.filter(({ setting }) => setting === undefined);
  return [...new Set([...described, ...places].map(({ word }) => word.text))];
}

/** The sections that describe a name: those of this name, or the first pattern that it fits. */
export function describing(file: BootFile, kind: NamedKind, name: string): NamePlace[] {
  const described = namesIn(file).filter((place) => place.kind === kind && place.setting === undefined);
  const exact = described.filter(({ word }) => word.text === name);
  if (exact.length > 0 || kind !== "digest-list") return exact;
  return described.filter(({ word }) => isPattern(word.text) && matchesPattern(word.text, name)).slice(0, 1);
}
