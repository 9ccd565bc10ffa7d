import type { Check } from "../check.js";

export const check: Check = {
  id: "kernel/signed-policy-required",
  summary: "a policy for a kernel that takes signed policy files only",
  severity: "error",
  policy({ policy, kernel, loader }, report) {
    if (kernel.option("CONFIG_IMA_APPRAISE_REQUIRE_POLICY_SIGS") !== true || policy.rules.length === 0) return;
    const first = policy.rules[0];
    const span = first?.span ?? { start: 0, end: 0 };
    if (loader === "write")
      report({
        span,
        message:
          "The kernel refuses rules that are written to the policy file (EACCES): it is built with CONFIG_IMA_APPRAISE_REQUIRE_POLICY_SIGS.",
        help: "Sign the file with evmctl ima_sign and write its path to the policy file.",
        rejects: true,
      });
    else
      report({
        span,
        severity: "info",
        message:
          "The kernel reads this file only when security.ima holds a signature by a key on IMA's key ring: it is built with CONFIG_IMA_APPRAISE_REQUIRE_POLICY_SIGS.",
        help: "Sign the file with evmctl ima_sign. Without a signature the load fails (EACCES), and systemd stops the boot.",
      });
  },
};
