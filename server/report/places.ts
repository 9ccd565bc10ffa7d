/** Places of a boot's reasons as ranges, which takes the texts that they are in. */

import { LineIndex, type Range } from "../../grammar/index.js";
import type { Place, Reason } from "../boot/index.js";

export class Places {
  private readonly indexes = new Map<string, LineIndex>();

  constructor(private readonly texts: ReadonlyMap<string, string>) {}

  rangeOf({ path, span }: Place): Range | undefined {
    const text = this.texts.get(path);
    if (text === undefined) return undefined;
    let index = this.indexes.get(path);
    if (index === undefined) {
      index = new LineIndex(text);
      this.indexes.set(path, index);
    }
    return index.range(span);
  }

  /** Where a reason's rule or fact stands in a file. */
  placeOf({ rule, place }: Reason): Place | undefined {
    if (rule?.path !== undefined) return { path: rule.path, span: rule.rule.span };
    return place;
  }

  /** `path:line`; empty for what stands in no file. */
  textOf(place: Place | undefined): string {
    if (place === undefined) return "";
    const range = this.rangeOf(place);
    return range === undefined ? place.path : `${place.path}:${range.start.line}`;
  }
}
