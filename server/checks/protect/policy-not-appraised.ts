import type { Rule } from "../../../grammar/index.js";
import { root } from "../../policy/index.js";
import { programRules, takesHash } from "../appraisal.js";
import type { Check, Context } from "../check.js";
import { ruleBefore } from "../edits.js";
import { reach } from "../reach.js";

const wanted = "appraise func=POLICY_CHECK appraise_type=imasig";

const gain =
  "Added rules come last and cannot undo what these decide, but they can demand more, up to stopping the machine, and their options (permit_directio, digest_type) count for appraisal too";

/** A way to have an unsigned policy read: root chooses the file, so every kind of file counts that can hold one. */
function unsignedFile(context: Context): { readonly rule?: Rule; readonly why: string } | undefined {
  for (const fileSystemKind of ["storage", "memory"] as const) {
    const found = reach(context, "appraise", { hooks: ["POLICY_CHECK"], user: root, group: root, fileSystemKind });
    if (found === undefined) return undefined;
    const [exempting] = found.exempts;
    const hashed = found.does.find(takesHash);
    if (hashed !== undefined) return { rule: hashed, why: `a hash is enough for line ${hashed.index + 1}` };
    if (exempting !== undefined) return { rule: exempting, why: `line ${exempting.index + 1} exempts some files` };
    if (found.leavesOut) return { why: "its conditions leave other files out" };
  }
  return undefined;
}

export const check: Check = {
  id: "protect/policy-not-appraised",
  summary: "programs are appraised, and later policies need no signature",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const { policy, kernel } = context;
    const [program] = programRules(context);
    // A rule of a policy is for the loads after it: where there are none, nothing is missing.
    if (program === undefined || kernel.option("CONFIG_IMA_WRITE_POLICY") === false) return;
    if (kernel.option("CONFIG_IMA_APPRAISE_REQUIRE_POLICY_SIGS") === true) return;
    const assumptions =
      kernel.option("CONFIG_IMA_WRITE_POLICY") === undefined
        ? ["the kernel takes more than one policy per boot (CONFIG_IMA_WRITE_POLICY)"]
        : [];
    const appraising = policy.rules.filter(({ entry }) => entry?.action.family === "appraise");
    // The kernel refuses rules that are not in a file as soon as such a rule is there, reached or not.
    const naming = appraising.find(({ entry }) => entry?.func === "POLICY_CHECK" && !entry.action.negative);
    if (naming === undefined) {
      const target = appraising[0] ?? program;
      report({
        span: program.span,
        message: `Programs are appraised here, and no rule with func=POLICY_CHECK makes the kernel demand signed policies: root can write more rules to it. ${gain}.`,
        help: `Put "${wanted}" first; then a later policy must be a signed file that is loaded by its path.`,
        assumptions,
        fixes: [{ title: "Demand signed policies", safe: false, edits: [ruleBefore(target, wanted, context.policy)] }],
      });
      return;
    }
    const unsigned = unsignedFile(context);
    if (unsigned === undefined) return;
    report({
      span: naming.span,
      message: `This rule makes the kernel take later policies only as files, and not all of them need a signature: ${unsigned.why}. Root can load more rules from such a file. ${gain}.`,
      help: `Put "${wanted}" before all other appraise and dont_appraise rules.`,
      assumptions,
      related:
        unsigned.rule === undefined || unsigned.rule === naming
          ? []
          : [{ span: unsigned.rule.span, message: "decides about policy files too" }],
    });
  },
};
