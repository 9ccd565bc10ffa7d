import { type Failure, walk } from "../../boot/index.js";
import type { BootFindings } from "../boot-findings.js";
import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

const appendable = "appraise_type=imasig|modsig";

/** What there is to do depends on whether the list or the rule is to be changed. */
function helpFor({ reason }: Failure, { description }: BootFindings): string {
  const lacks = new Set([...walk(reason.because)].map(({ kind }) => kind));
  if (!lacks.has("appended-not-accepted") || !description.modsig.value)
    return "Sign the list with what the rule accepts. Files of an initramfs have no security.ima: there only an appended signature (scripts/sign-file) can prove a list.";
  return reason.rule?.rule.entry?.func === undefined
    ? `Put "appraise func=DIGEST_LIST_CHECK ${appendable}" before this rule: one without func= cannot accept appended signatures.`
    : `Let the rule say ${appendable}, or sign security.ima of the list with evmctl.`;
}

export const check: Check = {
  id: "bootstrap/digest-list-not-proved",
  summary: "a digest list that cannot satisfy the rule that appraises it",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-not-proved"], report, (failure) => ({ help: helpFor(failure, boot) }));
  },
};
