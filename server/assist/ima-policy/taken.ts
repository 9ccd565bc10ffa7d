/** Which of the target kernels take a rule, as the checks of single rules say it. */

import { type Kernel, parsePolicy } from "../../../grammar/index.js";
import type { Check, Context } from "../../checks/check.js";
import { checks } from "../../checks/registry.js";
import { runPolicyChecks } from "../../checks/run-checks.js";
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
    policy: parsePolicy(text),
    kernel,
    loader: options.loader ?? "path",
    lsm: options.lsm,
    lsmLabels: options.lsmLabels && new Set(options.lsmLabels),
    assume() {},
  };
  runPolicyChecks(
    ruleChecks.filter(({ dialects }) => dialects?.includes(kernel.dialect) ?? true),
    context,
    mostRefusals,
    {
      report: (check, { rejects, message }) => {
        if (rejects) found.push(`${check.id} ${message}`);
      },
      truncated() {},
    },
  );
  return found;
}

/** A rule that is being written: what is wrong with it already is not the fault of what is added. */
export class Draft {
  private readonly known = new Map<Kernel, string[]>();

  /** @param base the rule without the word that is being written */
  constructor(
    private readonly base: string,
    private readonly subject: Subject,
  ) {}

  /** The target kernels that take a change of the rule without a new complaint. */
  takers(changed: string): Kernel[] {
    return this.subject.kernels.filter((kernel) => {
      const before = [...this.refusalsOfBase(kernel)];
      return refusals(changed, kernel, this.subject).every((refusal) => {
        const at = before.indexOf(refusal);
        if (at !== -1) before.splice(at, 1);
        return at !== -1;
      });
    });
  }

  private refusalsOfBase(kernel: Kernel): string[] {
    let found = this.known.get(kernel);
    if (found === undefined) {
      found = refusals(this.base, kernel, this.subject);
      this.known.set(kernel, found);
    }
    return found;
  }
}
