/** Values that can be proposed for a key. */

import type { Key } from "../../../grammar/index.js";
import type { Completion } from "../features.js";
import { type Completer, order, ways } from "./completer.js";
import { valuesFor } from "./known-values.js";
import { separatorOf } from "./place.js";
import { valueDoc } from "./value-docs.js";

/** Values of which the kernel takes all or none: it only looks at their form. */
const uniform: ReadonlySet<Key["value"]> = new Set(["magic", "text", "names", "id", "uuid"]);

/** Values that the rule can have at this place. */
export function valueCompletions(completer: Completer): Completion[] {
  const { term, replace, itemsBefore, itemsAfter } = completer.site;
  const key = term?.key;
  if (term === undefined || key === undefined || !completer.kernels.some((kernel) => kernel.knows(key))) return [];
  const { operator } = term.word;
  const start = `${key.name}${operator}`;
  const separator = separatorOf(term);
  const listed = new Set([...itemsBefore, ...itemsAfter]);
  const whole = (text: string) =>
    separator === undefined ? text : [...itemsBefore, text, ...itemsAfter].join(separator);
  const isUniform = uniform.has(key.value);
  let ofFirst: ReturnType<Completer["firstTaken"]>;
  const taken = valuesFor(key, operator, completer.subject, replace).flatMap((value, at) => {
    if (listed.has(value.text)) return [];
    const found =
      isUniform && ofFirst !== undefined
        ? ofFirst
        : completer.firstTaken(ways(start, { ...value, text: whole(value.text) }));
    ofFirst = found;
    if (found === undefined) return [];
    const companion = isUniform ? "" : found.way.slice(start.length + whole(value.text).length);
    return [{ value, at, takers: found.takers, insert: value.text + companion }];
  });
  // Where one value makes a rule of it, the others that do not are no help.
  const isComplete = taken.some(({ takers }) => takers.isComplete);
  return taken
    .filter(({ takers }) => takers.isComplete || !isComplete)
    .map(({ value, at, takers, insert }): Completion => {
      const isPoor = value.isPoor === true;
      return {
        label: value.text,
        kind: "value",
        ...completer.inserted(insert),
        ...completer.limits(takers, value.entry ?? key, value.detail, isPoor),
        sort: `${isPoor ? 2 : 1}${value.sort ?? order(at)}`,
        ...(value.filter === undefined ? {} : { filter: value.filter }),
        documentation: () => valueDoc(key, value.text, completer.kernels),
      };
    });
}
