import { termsOf } from "../../../grammar/index.js";
import { appraised, openToRead } from "../appraisal.js";
import type { Check } from "../check.js";
import { replacement } from "../edits.js";

/** Options under which an appended signature, or this rule, is of no use. */
const without: readonly (readonly [option: string, on: boolean])[] = [
  ["CONFIG_MODULES", false],
  ["CONFIG_MODULE_SIG", false],
  ["CONFIG_IMA_APPRAISE_MODSIG", false],
  // Its rule comes before all of the policy.
  ["CONFIG_IMA_APPRAISE_REQUIRE_MODULE_SIGS", true],
];

export const check: Check = {
  id: "protect/appended-signature-not-accepted",
  summary: "kernel modules that need a signature in security.ima beside the appended one",
  severity: "info",
  fixable: true,
  // With digest lists this is a matter of the checks in bootstrap/.
  dialects: ["mainline"],
  policy(context, report) {
    const { kernel } = context;
    if (without.some(([option, on]) => kernel.option(option) === on)) return;
    // A module file that must have a signature in security.ima to be opened has one.
    if (appraised(context, openToRead)?.does.some(({ entry }) => entry?.signature) !== false) return;
    const rules = (appraised(context, { hooks: ["MODULE_CHECK"] })?.does ?? []).filter(
      ({ entry }) => entry?.signature && !entry.modsig && !entry.sigv3,
    );
    const [first, ...others] = rules;
    if (first === undefined) return;
    const wanted = "appraise_type=imasig|modsig";
    const [type] = termsOf(first, "appraise_type");
    report({
      span: type?.word ?? first.span,
      message:
        "The kernel refuses modules that have only the signature appended to them by the build of the kernel: this rule decides about modules, and imasig alone looks for the signature in security.ima.",
      help: `Write ${wanted}, unless the module files are signed with evmctl too. The key must be on the key ring .ima.`,
      related: others.slice(0, 4).map((rule) => ({ span: rule.span, message: "the same for other modules" })),
      fixes: type !== undefined ? [replacement(`Write ${wanted}`, type.word, wanted, false)] : [],
    });
  },
};
