import { hookOf, type Rule, type Term } from "../../../grammar/index.js";
import { type Check, type Fix, type RuleContext, refused } from "../check.js";
import { isKnownTerm } from "../words.js";

interface Conflict {
  readonly at: Term;
  readonly reason: string;
  readonly help: string;
  readonly fixes?: readonly Fix[];
}

/** Reads digest_type= and appraise_type= from left to right, as ima_parse_rule() does, up to the first conflict. */
function firstConflict(rule: Rule, { kernel }: RuleContext): Conflict | undefined {
  const hook = hookOf(rule, kernel);
  // On these hooks neither verity nor, before 7.2, sigv3 is possible at all; that is reported as such.
  if (hook === "unknown" || (hook?.group ?? "file") !== "file")
    return hook === "unknown" ? undefined : laterThan70(rule, kernel.has("sigv3WithoutVerity"));
  let signature: Term | undefined;
  let verity: Term | undefined;
  let sigv3: Term | undefined;
  for (const term of rule.terms) {
    if (!isKnownTerm(term, kernel)) continue;
    const { value } = term.word;
    if (term.key?.name === "digest_type" && value === "verity") {
      if (signature !== undefined && !kernel.has("verityAfterSignature"))
        return {
          at: term,
          reason: "digest_type=verity must come before the signature it needs.",
          help: "Write digest_type=verity appraise_type=sigv3, in this order.",
          fixes: [
            {
              title: "Write digest_type=verity before appraise_type=sigv3",
              safe: signature.word.value === "sigv3",
              edits: [
                { span: signature.word, newText: "digest_type=verity" },
                { span: term.word, newText: "appraise_type=sigv3" },
              ],
            },
          ],
        };
      verity = term;
    }
    if (term.key?.name !== "appraise_type") continue;
    if (value === "imasig" || value === "imasig|modsig") {
      if (verity !== undefined)
        return {
          at: term,
          reason: "a file with an fs-verity digest is signed with a version 3 signature.",
          help: "Write appraise_type=sigv3.",
          fixes: [
            {
              title: "Write appraise_type=sigv3",
              safe: false,
              edits: [{ span: term.word, newText: "appraise_type=sigv3" }],
            },
          ],
        };
      if (value === "imasig|modsig" && sigv3 !== undefined) return afterSigv3(term);
      signature = term;
    }
    if (value === "sigv3") {
      if (verity === undefined && !kernel.has("sigv3WithoutVerity")) {
        const later = rule.terms.slice(rule.terms.indexOf(term)).find((other) => other.key?.name === "digest_type");
        if (later === undefined)
          return {
            at: term,
            reason: "up to Linux 7.0, appraise_type=sigv3 needs digest_type=verity before it.",
            help: "For a signature of the file content write appraise_type=imasig; for one of the fs-verity digest write digest_type=verity appraise_type=sigv3.",
          };
        return {
          at: term,
          reason: "up to Linux 7.0, appraise_type=sigv3 must come after digest_type=verity.",
          help: "Write digest_type=verity appraise_type=sigv3, in this order.",
          fixes: [
            {
              title: "Write digest_type=verity before appraise_type=sigv3",
              safe: true,
              edits: [
                { span: term.word, newText: "digest_type=verity" },
                { span: later.word, newText: "appraise_type=sigv3" },
              ],
            },
          ],
        };
      }
      signature = term;
      sigv3 = term;
    }
  }
  if (rule.action?.name === "appraise" && verity !== undefined && signature === undefined)
    return {
      at: verity,
      reason: "an appraise rule with digest_type=verity must demand a signature.",
      help: "Add appraise_type=sigv3 behind it.",
      fixes: [
        {
          title: "Add appraise_type=sigv3",
          safe: true,
          edits: [{ span: { start: verity.word.end, end: verity.word.end }, newText: " appraise_type=sigv3" }],
        },
      ],
    };
  return undefined;
}

function afterSigv3(term: Term): Conflict {
  return {
    at: term,
    reason: "imasig|modsig cannot follow appraise_type=sigv3: an appended signature is no version 3 signature.",
    help: "Keep one of the two.",
  };
}

function laterThan70(rule: Rule, newer: boolean): Conflict | undefined {
  if (!newer) return undefined;
  const sigv3 = rule.terms.findIndex((term) => term.key?.name === "appraise_type" && term.word.value === "sigv3");
  if (sigv3 === -1) return undefined;
  const modsig = rule.terms.find(
    (term, at) => at > sigv3 && term.key?.name === "appraise_type" && term.word.value === "imasig|modsig",
  );
  return modsig && afterSigv3(modsig);
}

export const check: Check = {
  id: "kernel/verity-signature",
  summary: "digest_type= and appraise_type= that contradict each other or stand in the wrong order",
  severity: "error",
  fixable: true,
  rule(rule, context, report) {
    if (!rule.terms.some((term) => term.key?.name === "digest_type" || term.word.value === "sigv3")) return;
    // On other actions appraise_type= itself is reported.
    if (rule.action !== undefined && rule.action.name !== "appraise") return;
    // digest_type= came with 5.19; before, the words themselves are unknown.
    if (!context.kernel.knows({ since: "5.19" })) return;
    const conflict = firstConflict(rule, context);
    if (conflict === undefined) return;
    report({
      span: conflict.at.word,
      message: refused(conflict.reason),
      help: conflict.help,
      rejects: true,
      fixes: conflict.fixes ?? [],
    });
  },
};
