import { appraised } from "../appraisal.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "protect/compressed-modules",
  summary: "appended signatures that do not show in compressed modules",
  severity: "info",
  // A digest list can vouch for the compressed file.
  dialects: ["mainline"],
  policy(context, report) {
    const { kernel } = context;
    // Without appended signatures the kernel refuses the rule.
    if (kernel.has("modulesSeenDecompressed") || kernel.option("CONFIG_IMA_APPRAISE_MODSIG") === false) return;
    if (kernel.option("CONFIG_MODULE_COMPRESS_NONE") === true || kernel.option("CONFIG_MODULE_COMPRESS") === false)
      return;
    const enforced = kernel.option("CONFIG_MODULE_SIG_FORCE") === true;
    const decompresses = kernel.has("moduleDecompression") ? kernel.option("CONFIG_MODULE_DECOMPRESS") : false;
    // Then user space decompresses, and the kernel's own check is enough for what comes from memory.
    if (enforced && decompresses !== true) return;
    const [rule] = (appraised(context, { hooks: ["MODULE_CHECK"] })?.does ?? []).filter(({ entry }) => entry?.modsig);
    if (rule === undefined) return;
    const reasons = [
      ...(decompresses === false ? [] : ["in the compressed file IMA does not see the signature of the module"]),
      ...(enforced
        ? []
        : [
            "a module that user space decompresses comes from memory, which the kernel refuses under this rule unless it enforces module signatures by itself",
          ]),
    ];
    report({
      span: rule.span,
      message: `Compressed modules (.ko.gz, .ko.xz, .ko.zst) do not pass by their appended signature before Linux 6.19: ${reasons.join(", and ")}.`,
      help: "Install modules uncompressed, sign the compressed files with evmctl, or use Linux 6.19 or later.",
      assumptions: ["modules are compressed"],
    });
  },
};
