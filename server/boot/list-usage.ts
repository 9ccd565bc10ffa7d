/**
 * What IMA remembers of having read a digest list: whether it was appraised, and whether it was measured.
 *
 * Follows the storing of the verified usage in process_measurement(), of "ima: Integrate with Integrity Digest Cache"
 * v4: it is done only while the hook is DIGEST_LIST_CHECK, and an appraise rule without func= changes that.
 */

import type { PossibleDecision } from "../policy/index.js";
import { type Answer, either, no, yes } from "./answer.js";
import type { DigestList } from "./description.js";
import { ruleName } from "./place.js";
import type { RulesOfPhase } from "./rules.js";

/** For which rules a list counts. */
export interface Usage {
  readonly appraise: Answer;
  readonly measure: Answer;
}

/** What IMA remembers of having read a list: nothing, when a rule without func= appraised it. */
export function usageOf(
  list: DigestList,
  possible: readonly PossibleDecision[],
  readable: Answer,
  { origins }: RulesOfPhase,
): Usage {
  const forgotten = (rule: PossibleDecision["decision"]["families"]["appraise"]["rule"]) =>
    rule?.entry !== undefined && !rule.entry.action.negative && rule.entry.func === undefined;
  const answers = possible.map(({ decision, witness }) => {
    const { appraise, measure } = decision.families;
    const place = (rule: typeof appraise.rule) => (rule === undefined ? {} : { rule: { rule, ...origins.get(rule) } });
    const name = (rule: typeof appraise.rule) =>
      rule === undefined ? "no rule" : ruleName({ rule, ...origins.get(rule) });
    const appraiseAnswer =
      appraise.outcome === "do" && !forgotten(appraise.rule)
        ? yes({
            kind: "list-verified",
            text: `${name(appraise.rule)} appraises ${list.name}`,
            ...place(appraise.rule),
            access: witness,
            because: readable.because,
          })
        : no({
            kind: "list-not-verified",
            text: notVerified(list.name, appraise.outcome, name(appraise.rule)),
            ...place(appraise.rule),
            access: witness,
            because: [],
          });
    const measured = measure.outcome === "do" && !(appraise.outcome === "do" && forgotten(appraise.rule));
    const measureAnswer = measured
      ? yes({
          kind: "list-measured",
          text: `${name(measure.rule)} measures ${list.name}`,
          ...place(measure.rule),
          access: witness,
          because: [],
        })
      : no({
          kind: "list-not-measured",
          text:
            measure.outcome === "do"
              ? `${list.name} is measured, but appraised by ${name(appraise.rule)}, which has no func=: the kernel forgets both`
              : measure.outcome === "dont"
                ? `${name(measure.rule)} exempts ${list.name} from measurement`
                : `no rule measures the digest list ${list.name}`,
          ...place(measure.outcome === "do" ? appraise.rule : measure.rule),
          access: witness,
          because: [],
        });
    return { appraiseAnswer, measureAnswer };
  });
  return {
    appraise: either(answers.map(({ appraiseAnswer }) => appraiseAnswer)),
    measure: either(answers.map(({ measureAnswer }) => measureAnswer)),
  };
}

function notVerified(list: string, outcome: "do" | "dont" | "none", rule: string): string {
  if (outcome === "do")
    return `the digest list ${list} is appraised by ${rule}, which has no func=, and such an appraisal of a list is not remembered`;
  return outcome === "dont"
    ? `${rule} exempts ${list} from appraisal, so it vouches for nothing`
    : `no rule appraises the digest list ${list}, so it vouches for nothing`;
}
