// The files that the editor is opened with: texts by their paths. A step that changes a file has one of its own.
import { readFileSync } from "node:fs";

const good = `# What runs is measured, and kernel modules need a signature.
measure func=BPRM_CHECK mask=MAY_EXEC
measure func=MMAP_CHECK mask=MAY_EXEC
appraise func=MODULE_CHECK appraise_type=imasig|modsig
`;

const broken = good.replace("BPRM_CHECK", "BRPM_CHECK");

/** The second line of rules decides nothing, and a number is a file system. */
const unreachable = `dont_measure fsmagic=0x9fa0
measure func=MMAP_CHECK
measure func=MMAP_CHECK uid=0
`;

const review = `# Programs and their libraries are signed.
appraise func=BPRM_CHECK appraise_type=imasig
appraise func=MMAP_CHECK appraise_type=imasig
`;

const boot = (folder) =>
  Object.fromEntries(
    ["digest-cache.conf", "ima-policy"].map((name) => [
      `${folder}/${name}`,
      readFileSync(new URL(`../../samples/boots/deadlock/${name}`, import.meta.url), "utf8"),
    ]),
  );

/** What the picture in the documentation shows. */
const picture = `# IMA policy of the build hosts

# Pseudo file systems have nothing that could be signed.
dont_measure fsmagic=0x9fa0
dont_appraise fsmagic=0x62656572

# Programs and their libraries are measured.
measure func=BPRM_CHECK mask=MAY_EXEC
measure func=MMAP_CHECK mask=MAY_EXEC
measure func=BPRM_CHECK uid=0

# Kernel modules and firmware must be signed.
appraise func=MODULE_CHECK appraise_type=imasig|modsig
appraise func=FIRMWARE_CHECK appraise_type=imasig

# Keys that somebody loads are measured.
measure func=KEY_CHECK keyrings=.ima template=ima-ng
`;

export const samples = {
  "good/ima-policy": good,
  "broken/ima-policy": broken,
  "fixed/ima-policy": broken,
  "odd/ima-policy": good.replaceAll(" mask=", "   mask="),
  "short/ima-policy": good,
  "unreachable/ima-policy": unreachable,
  "meant/ima-policy": unreachable,
  // CRITICAL_DATA is newer than some kernels.
  "old/ima-policy": `${good}measure func=CRITICAL_DATA label=selinux\n`,
  "review/ima-policy": review,
  "renamed/digest-cache.conf": boot("x")["x/digest-cache.conf"],
  "renamed/ima-policy": boot("x")["x/ima-policy"],
  "picture/ima-policy": picture,
  ...boot("deadlock"),
  // Files that are known by their names, and by their first lines.
  "names/etc/ima/any-name": good,
  "names/host-ima-policy.conf": good,
  "names/rules": good.slice(good.indexOf("\n") + 1),
  "names/notes.txt": "Nothing of IMA.\n",
  "names/cmdline": "ro ima_policy=tcb\n",
};
