import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-pgp-signature",
  summary: "a digest list with an OpenPGP signature",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-pgp-signature"], report, () => ({
      help: "Sign the list with a PKCS#7 signature (scripts/sign-file) or with evmctl. Only kernels with patches of their own verify OpenPGP signatures, and then the description is not true.",
    }));
  },
};
