import { hookOf, type Rule, type Term, termsOf } from "../../../grammar/index.js";
import { type Check, type Fix, type RuleContext, refused } from "../check.js";
import { withoutWord } from "../edits.js";
import { hasStrayCharacter } from "../words.js";

/** Safe unless kernels before 6.6 see a meaning in it. */
function removal({ word }: Term, withModsig: boolean): Fix {
  const meant = withModsig && word.value.includes("blacklist");
  return { title: "Remove appraise_flag=", safe: !meant, edits: [withoutWord(word)] };
}

/** Why a kernel before 6.6 refuses the flag. */
function refusal(term: Term, rule: Rule, withModsig: boolean, { kernel }: RuleContext): string | undefined {
  if (!term.word.value.includes("blacklist")) return `the only appraise_flag= is check_blacklist.`;
  if (kernel.option("CONFIG_IMA_APPRAISE_MODSIG") === false)
    return "it is built without CONFIG_IMA_APPRAISE_MODSIG, and appraise_flag= needs it before Linux 6.6.";
  // Up to 5.8 the rest of the rule was not compared with it.
  if (!kernel.has("wholeRuleValidation")) return undefined;
  if (rule.action !== undefined && rule.action.name !== "appraise") return "appraise_flag= needs an appraise rule.";
  const hook = hookOf(rule, kernel);
  if (hook === "unknown") return undefined;
  if (hook?.modsig && withModsig) return undefined;
  return "before Linux 6.6, appraise_flag= goes with appraise_type=imasig|modsig and nothing else.";
}

export const check: Check = {
  id: "kernel/appraise-flag",
  summary: "appraise_flag=, which old kernels take in one place only and new ones ignore",
  severity: "error",
  fixable: true,
  rule(rule, context, report) {
    const { kernel } = context;
    const flags = termsOf(rule, "appraise_flag").filter(({ word }) => !hasStrayCharacter(word));
    if (flags.length === 0 || !kernel.knows({ since: "5.5" })) return;
    const withModsig = termsOf(rule, "appraise_type").some(({ word }) => word.value === "imasig|modsig");
    for (const flag of flags) {
      const fixes = [removal(flag, withModsig)];
      if (kernel.has("appraiseFlagIgnored")) {
        report({
          span: flag.word,
          severity: "info",
          message: `The kernel ignores ${flag.word.key}=${flag.word.value}: from Linux 6.6 on, every rule that demands a signature looks at the blacklist.`,
          help: "Take it out, unless the policy is for kernels before 6.6 too.",
          fixes,
        });
        continue;
      }
      const reason = refusal(flag, rule, withModsig, context);
      if (reason === undefined) continue;
      report({ span: flag.word, message: refused(reason), help: "Take appraise_flag= out.", rejects: true, fixes });
    }
  },
};
