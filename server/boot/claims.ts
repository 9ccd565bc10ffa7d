/** What several sources say of one fact. The first one counts, and where another differs both are told. */

import type { Place } from "./answer.js";
import type { Contradiction, Fact } from "./description.js";

/** What one source says. */
export interface Claim<T> {
  readonly value: T;
  /** Undefined: said beside the files, on imalint's command line. */
  readonly place: Place | undefined;
  /** In the words of the source. */
  readonly says: string;
}

/** What digest-cache.conf says. */
export interface Said<T> extends Claim<T> {
  readonly place: Place;
}

export class Claims {
  readonly contradictions: Contradiction[] = [];

  contradict(what: string, used: Contradiction["used"], passedOver: Contradiction["used"]): void {
    this.contradictions.push({ what, used, passedOver });
  }

  /** The fact that the first source to say something makes. */
  settle<T>(what: string, claims: readonly (Claim<T> | undefined)[], otherwise: Fact<T>): Fact<T> {
    const said = claims.filter((claim) => claim !== undefined);
    const [first, ...others] = said;
    if (first === undefined) return otherwise;
    for (const other of others)
      if (other.value !== first.value && first.place !== undefined && other.place !== undefined)
        this.contradict(what, { ...first.place, says: first.says }, { ...other.place, says: other.says });
    return { value: first.value, ...(first.place === undefined ? {} : { place: first.place }) };
  }
}
