import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/key-not-trusted",
  summary: "a signature by a key that IMA does not have by then",
  severity: "error",
  boot(boot, report) {
    reportFailures(boot, ["key-not-trusted"], report, () => ({
      help: "Sign with a key that is on .ima by then: one that the kernel loads by itself (CONFIG_IMA_LOAD_X509), or that user space has loaded before. If the key is there, say so in its [key] section.",
    }));
  },
};
