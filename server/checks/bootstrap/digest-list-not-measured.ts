import { digestCachePcr } from "../../../grammar/index.js";
import { assumptions, digestListRead, inMemory, rulesWithDigestCache } from "../../boot/index.js";
import { type Decider, decidersOf } from "../../policy/index.js";
import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";
import { lineBefore } from "../edits.js";

export const check: Check = {
  id: "bootstrap/digest-list-not-measured",
  summary: "files measured by digest lists that are not measured themselves",
  severity: "warning",
  fixable: true,
  dialects: ["digest-cache"],
  policy({ policy, kernel }, report) {
    const [first, ...others] = rulesWithDigestCache(policy.rules, kernel, "measure");
    if (first === undefined) return;
    const measuring = decidersOf(policy.rules, "measure", digestListRead, kernel);
    const inInitramfs = decidersOf(policy.rules, "measure", { ...digestListRead, ...inMemory }, kernel);
    const appraising = decidersOf(policy.rules, "appraise", digestListRead, kernel);
    if (measuring === undefined || inInitramfs === undefined || appraising === undefined) return;
    const measures = ({ rule }: Decider) => rule.entry?.action.negative === false;
    const measured = measuring.deciders.some(measures) || inInitramfs.deciders.some(measures);
    // A matching appraise rule without func= makes the kernel take the read for an open, and forget the measurement.
    const forgotten = appraising.deciders.find(
      ({ rule, sometimes }) => !sometimes && rule.entry?.action.negative === false && rule.entry.func === undefined,
    );
    if (measured && forgotten === undefined) return;
    const pcr = first.entry?.pcr ?? digestCachePcr(kernel);
    const listRule = `measure func=DIGEST_LIST_CHECK pcr=${pcr}`;
    const blocker = measuring.deciders[0]?.rule ?? first;
    const outcome = "digest lists do not count, and the kernel measures every file as if there were none";
    report({
      span: first.terms.find((term) => term.key?.name === "digest_cache")?.word ?? first.span,
      message: measured
        ? `This rule relies on measured digest lists, but they are appraised by a rule without func=: ${outcome}.`
        : `This rule relies on digest lists, and no rule measures them: ${outcome}.`,
      help: measured
        ? "Put an appraise rule with func=DIGEST_LIST_CHECK before the rule without func=."
        : `Add "${listRule}".`,
      assumptions: [assumptions.listOnDisk],
      related: [
        ...(measured && forgotten !== undefined
          ? [{ span: forgotten.rule.span, message: "the rule that appraises digest lists" }]
          : []),
        ...others.slice(0, 3).map((rule) => ({ span: rule.span, message: "relies on digest lists too" })),
      ],
      fixes: measured
        ? []
        : [
            {
              title: "Measure digest lists",
              safe: true,
              edits: [lineBefore(blocker.index < first.index ? blocker : first, listRule)],
            },
          ],
    });
  },
  boot(boot, report) {
    const listRule = `"measure func=DIGEST_LIST_CHECK pcr=${digestCachePcr(boot.description.kernel)}" (with the pcr= of the rules that rely on digest lists)`;
    reportFailures(boot, ["digest-list-not-measured"], report, ({ reason: { rule } }) => ({
      severity: "warning",
      help:
        rule === undefined
          ? `Add ${listRule}.`
          : rule.rule.entry?.action.negative
            ? `Put ${listRule} before this rule.`
            : "Put an appraise rule with func=DIGEST_LIST_CHECK before this one.",
    }));
  },
};
