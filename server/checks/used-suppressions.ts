/** What comes of the comments that suppress findings. */

import type { Check } from "./check.js";
import type { Language } from "./finding.js";
import { groupOf, type SuppressedName, type Suppression } from "./suppressions.js";

/** A comment with what checks of such comments want to know. */
export interface UsedSuppression {
  readonly suppression: Suppression;
  /** Names that suppress nothing, as far as that can be told from what was checked. */
  readonly unused: readonly SuppressedName[];
  readonly text: string;
  readonly language: Language;
  /** What a comment may name. */
  readonly known: ReadonlySet<string>;
}

export class SuppressionIndex {
  /** The line in which that begins which a line belongs to. */
  private readonly starts = new Map<number, number>();
  /** By first line, or "file", and name; the first one counts. */
  private readonly byPlace = new Map<string, { readonly name: SuppressedName; readonly reason: string }>();
  private readonly usedNames = new Set<SuppressedName>();

  constructor(private readonly suppressions: readonly Suppression[]) {
    for (const { scope, names, reason, lines } of suppressions) {
      if (reason === "" || lines === undefined) continue;
      for (const name of names) if (name.isKnown) this.add(scope === "file" ? "file" : lines.first, name, reason);
      if (scope === "file" || this.starts.has(lines.first)) continue;
      for (let line = lines.first; line <= lines.last; line++) this.starts.set(line, lines.first);
    }
  }

  private add(place: number | "file", name: SuppressedName, reason: string): void {
    const key = `${place} ${name.text}`;
    if (!this.byPlace.has(key)) this.byPlace.set(key, { name, reason });
  }

  /** Why a finding is meant to be; undefined when nothing says that it is. */
  reasonFor({ id, wholeFile }: Check, line: number): string | undefined {
    for (const place of wholeFile ? ["file"] : [this.starts.get(line) ?? line, "file"])
      for (const text of [id, groupOf(id)]) {
        const found = this.byPlace.get(`${place} ${text}`);
        if (found === undefined) continue;
        this.usedNames.add(found.name);
        return found.reason;
      }
    return undefined;
  }

  /** @param isComplete whether a check found all that there is to be found */
  used(
    text: string,
    language: Language,
    known: ReadonlySet<string>,
    isComplete: (id: string) => boolean,
  ): UsedSuppression[] {
    const ids = [...known].filter((name) => name.includes("/"));
    const complete = new Set([...known].filter((name) => ids.every((id) => !isNamed(id, name) || isComplete(id))));
    return this.suppressions.map((suppression) => ({
      suppression,
      unused: suppression.names.filter((name) => !this.usedNames.has(name) && complete.has(name.text)),
      text,
      language,
      known,
    }));
  }
}

function isNamed(id: string, name: string): boolean {
  return id === name || groupOf(id) === name;
}
