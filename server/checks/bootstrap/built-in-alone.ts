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
      const combined =
        family === "measure"
          ? `ima_policy="tcb|${word.value}"`
          : `ima_policy="appraise_tcb|${word.value}". appraise_tcb takes no appended signatures, so the parser has to be built in or signed in security.ima`;
      report(commandLinePlace.path, {
        span: {
          start: word.span.start + commandLinePlace.span.start,
          end: word.span.end + commandLinePlace.span.start,
        },
        message: `${word.value} adds digest_cache=data to ${family} rules that are in the kernel, and the command line chooses none that could take it. What is left is a rule that ${family}s digest lists when they are read, and no rule that makes the kernel read one.`,
        help: `Combine it with a policy whose rules can use digest lists, such as ${combined}. If you load a policy of your own, take the word out: that policy takes the place of all that ima_policy= chooses.`,
      });
    }
  },
};
