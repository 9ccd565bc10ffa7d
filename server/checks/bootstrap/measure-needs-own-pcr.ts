import { defaultPcr, digestCachePcr, hookOf, readPcr, termOf, termsOf, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { appended, replacement } from "../edits.js";

export const check: Check = {
  id: "bootstrap/measure-needs-own-pcr",
  summary: "measurement by digest lists into the default PCR",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  rule(rule, { kernel }, report) {
    const cache = termOf(rule, "digest_cache");
    if (cache === undefined || rule.action?.name !== "measure") return;
    const hook = hookOf(rule, kernel);
    // digest_cache= does not go with this hook at all, which is reported as such.
    if (hook === "unknown" || (hook !== undefined && !hook.digestCache)) return;
    const configured = kernel.config.CONFIG_IMA_MEASURE_PCR_IDX;
    const standard = configured === undefined ? defaultPcr : Number(configured);
    const usual = digestCachePcr(kernel);
    // Two options with one value would be a strange configuration, but then any other PCR will do.
    const own = usual === standard ? usual - 1 : usual;
    const pcr = termsOf(rule, "pcr").at(-1);
    if (pcr === undefined)
      report({
        span: cache.word,
        message: refused("a measure rule with digest_cache= needs a PCR of its own."),
        help: `Add pcr=${own}. With digest lists not every file is recorded, so the default PCR would no longer say what people expect of it.`,
        rejects: true,
        fixes: [{ title: `Add pcr=${own}`, safe: true, edits: [appended(rule, `pcr=${own}`)] }],
      });
    else if (readPcr(pcr.word.value, kernel.maxPcr) === standard)
      report({
        span: valueSpan(pcr),
        message: refused(
          `digest_cache= must not go into PCR ${standard}, the one that everything else is measured into.`,
        ),
        help: `Write pcr=${own}.`,
        rejects: true,
        assumptions: configured === undefined ? [`CONFIG_IMA_MEASURE_PCR_IDX=${standard}`] : [],
        fixes: [replacement(`Write pcr=${own}`, valueSpan(pcr), String(own))],
      });
  },
};
