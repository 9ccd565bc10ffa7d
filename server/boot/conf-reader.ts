/** What a digest-cache.conf says, key by key, with its place. Values that the table does not take are not said. */

import { type BootFile, type Section, sections as sectionSpecs, sectionsOf, settingOf } from "../../grammar/index.js";
import type { Place } from "./answer.js";
import type { Claim, Said } from "./claims.js";
import type { Fact } from "./description.js";

export class ConfReader {
  private readonly sectionsByKind = new Map<string, Section[]>();

  /** @param path of the file; of the policy that stands for it, when there is none */
  constructor(
    readonly path: string,
    readonly conf: BootFile | undefined,
  ) {
    if (conf !== undefined) for (const { kind } of sectionSpecs) this.sectionsByKind.set(kind, sectionsOf(conf, kind));
  }

  sections(kind: string): readonly Section[] {
    return this.sectionsByKind.get(kind) ?? [];
  }

  section(kind: string): Section | undefined {
    return this.sections(kind)[0];
  }

  place(span: Place["span"]): Place {
    return { path: this.path, span };
  }

  /** The words of a key, those that the table takes; undefined: not said, or said in vain. */
  words(section: Section | undefined, key: string): Said<string[]> | undefined {
    const setting = section && settingOf(section, key);
    if (setting?.spec === undefined) return undefined;
    const { spec } = setting;
    const words = setting.words
      .map(({ text }) => text)
      .filter((text) => spec.choices === undefined || spec.choices.some(({ word }) => word === text));
    // Several values where one is taken are none.
    if (spec.many === undefined && setting.words.length > 1) return undefined;
    if (words.length === 0 && !(setting.words.length === 0 && spec.mayBeEmpty)) return undefined;
    return { value: words, place: this.place(setting.span), says: `${setting.key.text} = ${setting.value.text}` };
  }

  word<T extends string = string>(section: Section | undefined, key: string): Said<T> | undefined {
    const said = this.words(section, key);
    const [first] = said?.value ?? [];
    return said === undefined || first === undefined ? undefined : { ...said, value: first as T };
  }

  text(section: Section | undefined, key: string): Said<string> | undefined {
    const setting = section && settingOf(section, key);
    if (setting?.spec === undefined || (setting.value.text === "" && !setting.spec.mayBeEmpty)) return undefined;
    return {
      value: setting.words.map(({ text }) => text).join(" "),
      place: this.place(setting.span),
      says: `${setting.key.text} = ${setting.value.text}`,
    };
  }

  flag(section: Section | undefined, key: string): Said<boolean> | undefined {
    const said = this.word(section, key);
    return said && { ...said, value: said.value === "yes" };
  }

  number(section: Section | undefined, key: string): Said<number> | undefined {
    const said = this.word(section, key);
    return said === undefined || !/^\d{1,10}$/.test(said.value) ? undefined : { ...said, value: Number(said.value) };
  }
}

/** What holds when nothing is said, and nobody has to be told. */
export function plain<T>(claim: Said<T> | undefined, value: T): Fact<T> {
  return claim === undefined ? { value } : { value: claim.value, place: claim.place };
}

export function placeOf(claim: Claim<unknown>): { place?: Place } {
  return claim.place === undefined ? {} : { place: claim.place };
}
