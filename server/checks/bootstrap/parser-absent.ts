import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/parser-absent",
  summary: "a digest list whose parser is not there",
  severity: "error",
  boot(boot, report) {
    const { parsers } = boot.description;
    reportFailures(boot, ["parser-absent"], report, ({ subjects }) => {
      const isNowhere = subjects.some(
        ({ kind, name }) => kind === "parser" && parsers.get(name)?.load.value === "absent",
      );
      return {
        help: isNowhere
          ? "Build the parser, into the kernel or as a module (for tlv: CONFIG_DIGEST_CACHE_TLV_PARSER), or use digest lists of a format that the kernel has a parser for."
          : "Put the module file of the parser into this phase (for an initramfs made by dracut with add_drivers=), build the parser into the kernel, or use digest lists of another format here.",
      };
    });
  },
};
