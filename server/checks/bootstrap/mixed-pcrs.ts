import { measurePcr, type Rule } from "../../../grammar/index.js";
import { rulesWithDigestCache } from "../../boot/index.js";
import { decidersOf, root } from "../../policy/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/mixed-pcrs",
  summary: "digest lists measured into another PCR than the files that rely on them",
  severity: "warning",
  boot({ analysis, description }, report) {
    const { kernel } = description;
    const pcrOf = ({ entry }: Rule) => entry?.pcr ?? measurePcr(kernel);
    // One policy may be in force in several phases.
    const told = new Set<Rule>();
    for (const { rules, relies, phase } of analysis.phases) {
      if (!relies.includes("measure")) continue;
      const relying = rulesWithDigestCache(rules.rules, kernel, "measure");
      const [files] = relying;
      const systems = phase.fileSystems.value;
      const listRead = {
        hooks: ["DIGEST_LIST_CHECK"],
        user: root,
        group: root,
        owner: 0,
        ...("kind" in systems ? { fileSystemKind: systems.kind } : { fileSystemOneOf: systems.oneOf }),
      };
      const measuring = decidersOf(rules.rules, "measure", listRead, kernel)?.deciders ?? [];
      const lists = measuring.find(
        ({ rule }) => rule.entry?.action.negative === false && !relying.some((other) => pcrOf(other) === pcrOf(rule)),
      )?.rule;
      const path = lists === undefined ? undefined : rules.origins.get(lists)?.path;
      if (files === undefined || lists === undefined || path === undefined || told.has(lists)) continue;
      told.add(lists);
      const filesPath = rules.origins.get(files)?.path;
      report(path, {
        span: lists.span,
        message: `In phase ${phase.name} this rule measures digest lists into PCR ${pcrOf(lists)}, and the files that they vouch for count as measured in PCR ${pcrOf(files)}. Such files leave no entry of their own, so PCR ${pcrOf(files)} alone does not show which lists stood for them.`,
        help: `Measure digest lists with pcr=${pcrOf(files)} as well, or have verifiers look at both PCRs.`,
        related:
          filesPath === undefined
            ? []
            : [
                {
                  path: filesPath,
                  span: files.span,
                  message: `measures only files that no digest list vouches for, into PCR ${pcrOf(files)}`,
                },
              ],
      });
    }
  },
};
