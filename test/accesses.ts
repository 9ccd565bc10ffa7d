/** Small domains of accesses, for analyses that must agree with trying every access. */

import fc from "fast-check";
import { type Access, type Ids, openMasks } from "../server/policy/index.js";

const ids: Ids[] = [];
for (const real of [0, 5, 1000, 2000])
  for (const effective of [0, 5, 1000, 2000])
    for (const saved of [0, 5, 1000, 2000])
      for (const maySet of [false, true]) ids.push({ real, effective, saved, maySet });

const requests: Pick<Access, "hook" | "mask">[] = [
  ...openMasks.map((mask) => ({ hook: "FILE_CHECK", mask })),
  { hook: "BPRM_CHECK", mask: ["MAY_EXEC"] },
  { hook: "MMAP_CHECK", mask: ["MAY_EXEC"] },
  { hook: "MODULE_CHECK", mask: ["MAY_READ"] },
  { hook: "FIRMWARE_CHECK", mask: ["MAY_READ"] },
  { hook: "KEXEC_CMDLINE", mask: [] },
];

const fileSystems = [
  { magic: "ef53", type: "ext4" },
  { magic: "ef53", type: "ext3" },
  { magic: "1021994", type: "tmpfs" },
  { magic: "58465342", type: "xfs" },
];

/** Every access that the rules of `policyRule` can tell apart, several times over. */
export const everyAccess: readonly Access[] = requests.flatMap((request) =>
  ids.flatMap((user) =>
    fileSystems.flatMap((fileSystem) =>
      [0, 5].flatMap((owner) =>
        ["a_t", "b_t"].map((type) => ({ ...request, user, fileSystem, owner, labels: { obj_type: type } })),
      ),
    ),
  ),
);

const conditions = {
  func: fc.constantFrom("", "", " func=BPRM_CHECK", " func=FILE_CHECK", " func=MODULE_CHECK"),
  mask: fc.constantFrom("", "", " mask=MAY_READ", " mask=^MAY_READ", " mask=MAY_EXEC", " mask=^MAY_WRITE"),
  file: fc.constantFrom("", "", " fsmagic=0xef53", " fsname=tmpfs", " fsname=ext4"),
  owner: fc.constantFrom("", "", " fowner=0", " fowner>0"),
  user: fc.constantFrom("", "", " uid=0", " uid>0", " euid=0", " euid>0", " euid<1000", " uid=1000"),
  label: fc.constantFrom("", "", " obj_type=a_t"),
};

/** Rules over few values, so that they often meet. */
export const policyRule = fc
  .record({
    action: fc.constantFrom(
      "measure",
      "dont_measure",
      "measure pcr=11",
      "measure permit_directio",
      "appraise",
      "dont_appraise",
      "appraise appraise_type=imasig",
      "appraise appraise_algos=sha256",
      "dont_measure permit_directio",
      "measure digest_type=verity",
      "audit",
      "hash",
    ),
    ...conditions,
  })
  .map((parts) => Object.values(parts).join(""));
