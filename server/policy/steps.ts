/** Long work in steps, so that whoever started it can do something else in between, or give it up. */

import type { Kernel, Rule } from "../../grammar/index.js";
import { remembered } from "./rule-list.js";

/** Each step takes little time; the last one has the result. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** All steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** A question about a rule list that can be answered at once or in steps. */
export interface SteppedQuestion<T> {
  (rules: readonly Rule[], kernel: Kernel): T;
  steps(rules: readonly Rule[], kernel: Kernel): Steps<T>;
}

/** The answer is remembered, whichever way it was come by. */
export function inSteps<T>(answer: (rules: readonly Rule[], kernel: Kernel) => Steps<T>): SteppedQuestion<T> {
  const known = remembered<{ answer?: T }>(() => ({}));
  function* steps(rules: readonly Rule[], kernel: Kernel): Steps<T> {
    const place = known(rules, kernel);
    place.answer ??= yield* answer(rules, kernel);
    return place.answer;
  }
  return Object.assign((rules: readonly Rule[], kernel: Kernel) => finish(steps(rules, kernel)), { steps });
}
