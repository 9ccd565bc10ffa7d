/** Which of the target kernels take a rule, as the checks of single rules say it. */

import { type Kernel, parsePolicy } from "../../../grammar/index.js";
import type { Check, Context } from "../../checks/check.js";
import { checks } from "../../checks/registry.js";
import { policyChecks } from "../../checks/run-checks.js";
import { finish } from "../../policy/index.js";
import type { Subject } from "../features.js";

/** Without the checks of whole policies, which are of no use for one rule. */
const ruleChecks: readonly Check[] = checks
  .filter(({ rule, term }) => rule !== undefined || term !== undefined)
  .map(({ policy: _, ...check }) => check);

/** More reasons to refuse one rule than anyone could read. */
const mostRefusals = 50;

/** Why a kernel refuses a rule: nothing when it takes it. */
function refusals(text: string, kernel: Kernel, { options }: Subject): string[] {
  const found: string[] = [];
  const context: Context = {
    text,
    policy: parsePolicy(text),
    kernel,
    loader: options.loader ?? "path",
    lsm: options.lsm,
    lsmLabels: options.lsmLabels && new Set(options.lsmLabels),
    assume() {},
  };
  finish(
    policyChecks(
      ruleChecks.filter(({ dialects }) => dialects?.includes(kernel.dialect) ?? true),
      context,
      mostRefusals,
      {
        report: (check, { rejects, message }) => {
          if (rejects) found.push(`${check.id} ${message}`);
        },
        truncated() {},
      },
    ),
  );
  return found;
}

/** What a kernel refuses because it does not have a word at all. */
const unknownWord = /^kernel\/(?:newer-than-target|not-configured) /;

export interface Takers {
  readonly kernels: readonly Kernel[];
  /** Whether nothing is left to complain of for one of them. */
  readonly isComplete: boolean;
}

/** A rule that is being written: what is wrong with it already is not the fault of what is added. */
export class Draft {
  private readonly known: ReadonlyMap<Kernel, readonly string[]>;
  /** The target kernels that the rule is for: those that take it so far, if there are any. */
  readonly kernels: readonly Kernel[];

  /** @param base the rule without the word that is being written */
  constructor(
    base: string,
    private readonly subject: Subject,
  ) {
    const { kernels } = subject;
    this.known = new Map(kernels.map((kernel) => [kernel, refusals(base, kernel, subject)]));
    const those = (holds: (refused: readonly string[]) => boolean) =>
      kernels.filter((kernel) => holds(this.known.get(kernel) ?? []));
    const taking = those((refused) => refused.length === 0);
    const knowing = those((refused) => !refused.some((refusal) => unknownWord.test(refusal)));
    this.kernels = taking.length > 0 ? taking : knowing.length > 0 ? knowing : kernels;
  }

  /** The target kernels that take a change of the rule, or refuse it for nothing else than before. */
  takersOf(changed: string): Takers {
    let isComplete = false;
    const kernels = this.subject.kernels.filter((kernel) => {
      const after = refusals(changed, kernel, this.subject);
      if (after.length === 0) {
        isComplete = true;
        return true;
      }
      const before = this.kernels.includes(kernel) ? [...(this.known.get(kernel) ?? [])] : [];
      return after.every((refusal) => {
        const at = before.indexOf(refusal);
        if (at !== -1) before.splice(at, 1);
        return at !== -1;
      });
    });
    return { kernels, isComplete };
  }
}
