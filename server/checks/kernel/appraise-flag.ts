import { hookOf, type Rule, type Term } from "../../../grammar/index.js";
import { type Check, type Context, type Fix, refused } from "../check.js";
import { withoutWord } from "../edits.js";

/** Safe unless kernels before 6.6 see a meaning in it. */
function removal({ word }: Term, rule: Rule): Fix {
  const meant = word.value.includes("blacklist") && rule.terms.some((other) => other.word.value === "imasig|modsig");
  return { title: "Remove appraise_flag=", safe: !meant, edits: [withoutWord(word)] };
}

/** Why a kernel before 6.6 refuses the flag. */
function refusal(term: Term, rule: Rule, { kernel }: Context): string | undefined {
  if (!term.word.value.includes("blacklist")) return `the only appraise_flag= is check_blacklist.`;
  if (kernel.option("CONFIG_IMA_APPRAISE_MODSIG") === false)
    return "it is built without CONFIG_IMA_APPRAISE_MODSIG, and appraise_flag= needs it before Linux 6.6.";
  // Up to 5.8 the rest of the rule was not compared with it.
  if (!kernel.has("wholeRuleValidation")) return undefined;
  if (rule.action !== undefined && rule.action.name !== "appraise") return "appraise_flag= needs an appraise rule.";
  const hook = hookOf(rule, kernel);
  if (hook === "unknown") return undefined;
  if (
    hook?.modsig &&
    rule.terms.some((other) => other.key?.name === "appraise_type" && other.word.value === "imasig|modsig")
  )
    return undefined;
  return "before Linux 6.6, appraise_flag= goes with appraise_type=imasig|modsig and nothing else.";
}

export const check: Check = {
  id: "kernel/appraise-flag",
  summary: "appraise_flag=, which old kernels take in one place only and new ones ignore",
  severity: "error",
  fixable: true,
  term: {
    keys: ["appraise_flag"],
    run(term, rule, context, report) {
      if (context.kernel.has("appraiseFlagIgnored")) {
        report({
          span: term.word,
          severity: "info",
          message: `The kernel ignores ${term.word.key}=${term.word.value}: from Linux 6.6 on, every rule that demands a signature looks at the blacklist.`,
          help: "Take it out, unless the policy is for kernels before 6.6 too.",
          fixes: [removal(term, rule)],
        });
        return;
      }
      const reason = context.kernel.knows({ since: "5.5" }) ? refusal(term, rule, context) : undefined;
      if (reason === undefined) return;
      report({
        span: term.word,
        message: refused(reason),
        help: "Take appraise_flag= out.",
        rejects: true,
        fixes: [removal(term, rule)],
      });
    },
  },
};
