import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/phase-without-digest-lists",
  summary: "a phase whose rules need digest lists that are not there",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["phase-without-digest-lists"], report, ({ subjects }) => {
      const ways = ["put signed digest lists of the programs into this phase"];
      if (subjects.some(({ phase }) => phase.phase.xattrs.value))
        ways.push("give the programs a hash or a signature in security.ima");
      else ways.push("load the policy later");
      ways.push("exempt what the phase runs from, by its file system, if something else vouches for all of that");
      const [first = "", ...others] = ways;
      return { help: `${[`${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...others].join("; or ")}.` };
    });
  },
};
