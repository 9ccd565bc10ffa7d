import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/digest-list-pgp-signature",
  summary: "a digest list with an OpenPGP signature",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["digest-list-pgp-signature"], report, () => ({
      help: "Append a PKCS#7 signature (scripts/sign-file), or sign security.ima with evmctl. If your kernel has patches that verify OpenPGP signatures, describe the list with signature = appended.",
    }));
  },
};
