/** Which dialect a policy is written in. */

import type { Dialect } from "../kernel/index.js";
import type { Rule } from "./rules.js";

/**
 * Words decide: `parser` and appraise_type=meta_immutable are openEuler's alone, digest_cache= belongs to the
 * Integrity Digest Cache, and so does DIGEST_LIST_CHECK together with an option that openEuler's hook does not have. With
 * appraise_type=imasig and nothing else of the kind it is openEuler's.
 */
export function detectDialect(rules: readonly Rule[]): Dialect {
  let digestCache = false;
  let openEuler = false;
  for (const { terms } of rules) {
    let listHook = false;
    let listOption = false;
    for (const { word } of terms) {
      if (word.operator === "" && word.key === "parser") return "openeuler";
      if (word.operator !== "=") continue;
      if (word.key === "appraise_type" && word.value === "meta_immutable") return "openeuler";
      if (word.key === "digest_cache") digestCache = true;
      if (word.key === "func" && word.value === "DIGEST_LIST_CHECK") listHook = true;
      if (
        word.key === "pcr" ||
        (word.key === "appraise_type" && word.value === "imasig|modsig") ||
        (word.key === "template" && word.value === "ima-modsig")
      )
        listOption = true;
    }
    if (listHook && listOption) digestCache = true;
    if (listHook && terms.some(({ word }) => word.key === "appraise_type" && word.value === "imasig")) openEuler = true;
  }
  if (digestCache) return "digest-cache";
  return openEuler ? "openeuler" : "mainline";
}
