import {
  digestCachePcr,
  hooks,
  type Kernel,
  measurePcr,
  pcrOwner,
  type Rule,
  termsOf,
  valueSpan,
} from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { reach } from "../reach.js";

const everything = { hooks: hooks.map(({ name }) => name) };

/** Whether a rule stands in for the owner, or the PCR was set apart for it when the kernel was built. */
function isExpected({ entry }: Rule, pcr: number, kernel: Kernel): boolean {
  // The next kernel belongs where a boot loader would have measured it.
  if (entry?.func?.startsWith("KEXEC_") && pcr < 10) return true;
  return (kernel.dialect === "digest-cache" && pcr === digestCachePcr(kernel)) || pcr === measurePcr(kernel);
}

export const check: Check = {
  id: "measure/pcr-of-others",
  summary: "a PCR that others extend or reset",
  severity: "info",
  policy(context, report) {
    const byPcr = new Map<number, Rule[]>();
    for (const rule of reach(context, "measure", everything)?.does ?? []) {
      const pcr = rule.entry?.pcr;
      if (pcr === undefined || isExpected(rule, pcr, context.kernel)) continue;
      byPcr.set(pcr, [...(byPcr.get(pcr) ?? []), rule]);
    }
    for (const [pcr, rules] of byPcr) {
      const known = pcrOwner(pcr);
      const [span, ...others] = rules.flatMap((rule) => termsOf(rule, "pcr").slice(-1)).map(valueSpan);
      if (known === undefined || span === undefined) continue;
      report({
        span,
        message: known.closed
          ? `PCR ${pcr} is for ${known.owner}: an ordinary TPM refuses to extend it for a kernel that was started in another way.`
          : known.resettable
            ? `PCR ${pcr} is for ${known.owner}: any software that may use the TPM can reset it, and what was measured into it is then no longer in the TPM.`
            : `On ordinary machines PCR ${pcr} belongs to ${known.owner}: with entries of IMA in it, its value can no longer be told in advance, and what is sealed to that value cannot be opened.`,
        help: "Leave pcr= out, or choose one that nothing else on the machine extends.",
        related: others.slice(0, 4).map((other) => ({ span: other, message: "the same PCR" })),
      });
    }
  },
};
