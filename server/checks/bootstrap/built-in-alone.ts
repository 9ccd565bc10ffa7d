import { originatedRules } from "../../../grammar/index.js";
import type { Check } from "../check.js";

/** What each of the two words changes. */
const families: Readonly<Record<string, string>> = {
  digest_cache_measure: "measure",
  digest_cache_appraise: "appraise",
};

export const check: Check = {
  id: "bootstrap/built-in-alone",
  summary: "ima_policy=digest_cache_* without a policy that it could change",
  severity: "warning",
  boot({ description }, report) {
    const { parameters, kernel, commandLinePlace, secureBoot } = description;
    if (!description.integration.value || commandLinePlace === undefined) return;
    const rules = originatedRules({ ...parameters, secureBoot: secureBoot.value }, kernel);
    for (const word of parameters.policyWords) {
      const family = families[word.value];
      if (family === undefined) continue;
      if (rules.some(({ text }) => text.startsWith(family) && text.includes("digest_cache=data"))) continue;
      const other = family === "measure" ? "tcb" : "appraise_tcb";
      report(commandLinePlace.path, {
        span: {
          start: word.span.start + commandLinePlace.span.start,
          end: word.span.end + commandLinePlace.span.start,
        },
        message: `${word.value} adds digest_cache=data to built-in ${family} rules, and the command line chooses none that could use it. Only the rule that ${family}s digest lists is added, and nothing ever reads one.`,
        help: `Combine it with other policies, such as ima_policy="${other}|${word.value}". A policy that is loaded later takes the place of all of them.`,
      });
    }
  },
};
