import { measurePcr } from "../../../grammar/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/mixed-pcrs",
  summary: "digest lists measured into another PCR than the files that rely on them",
  severity: "warning",
  boot({ analysis, description }, report) {
    const usual = measurePcr(description.kernel);
    for (const { rules, relies, phase } of analysis.phases) {
      if (!relies.includes("measure")) continue;
      const measuring = rules.rules.flatMap((rule) =>
        rule.entry?.action.name === "measure" ? [{ rule, pcr: rule.entry.pcr ?? usual, entry: rule.entry }] : [],
      );
      const files = measuring.find(({ entry }) => entry.digestCache);
      const lists = measuring.find(({ entry }) => entry.func === "DIGEST_LIST_CHECK");
      if (files === undefined || lists === undefined || files.pcr === lists.pcr) continue;
      const path = rules.origins.get(lists.rule)?.path;
      const filesPath = rules.origins.get(files.rule)?.path;
      if (path === undefined) continue;
      report(path, {
        span: lists.rule.span,
        message: `In phase ${phase.name} digest lists are measured into PCR ${lists.pcr}, and the files that they vouch for count as measured in PCR ${files.pcr}: that PCR alone does not say which lists stood for the files that are missing in it.`,
        help: `Measure digest lists with pcr=${files.pcr} as well.`,
        related:
          filesPath === undefined
            ? []
            : [{ path: filesPath, span: files.rule.span, message: `measures with digest lists into PCR ${files.pcr}` }],
      });
    }
  },
};
