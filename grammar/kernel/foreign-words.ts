/**
 * Words that people put into IMA policies because they read them somewhere, and what to write instead.
 * Sources: proposals on the linux-integrity list that were not merged or were merged under another name,
 * out-of-tree kernels, and the kernel command line.
 */

/** Where a word belongs: an action or a key, a value of func=, of appraise_type= or of mask=. */
export type ForeignPlace = "word" | "func" | "appraise_type" | "mask" | "template";

interface ForeignWord {
  readonly place: ForeignPlace;
  readonly word: string;
  /** Where it is from and what to do instead; a sentence or two. */
  readonly hint: string;
}

const noPath =
  "IMA has no condition on paths. Use the file system (fsuuid=, fsname=), the owner (fowner=) or a label (obj_type=).";
const commandLine = "It belongs on the kernel command line, in ima_policy=, and not into a policy.";
const rejected = "It was proposed and never merged.";

const foreignWords: readonly ForeignWord[] = [
  ...["path", "file", "filename", "dir", "name", "exe"].map((word) => ({
    place: "word" as const,
    word,
    hint: noPath,
  })),
  ...["fail_securely", "secure_boot", "appraise_tcb", "tcb", "ima_policy", "ima_appraise", "fix"].map((word) => ({
    place: "word" as const,
    word,
    hint: commandLine,
  })),
  { place: "word", word: "dont_failsafe", hint: rejected },
  { place: "word", word: "keyring", hint: "The key that was merged is keyrings=, with func=KEY_CHECK." },
  { place: "word", word: "data_source", hint: "It was merged as label=, with func=CRITICAL_DATA." },
  { place: "word", word: "data_sources", hint: "It was merged as label=, with func=CRITICAL_DATA." },
  { place: "word", word: "lsm", hint: `${rejected} Conditions on labels are subj_*= and obj_*=.` },
  { place: "word", word: "mode", hint: `${rejected} IMA has no condition on the file mode.` },
  { place: "word", word: "xattr_name", hint: "IMA has no condition on extended attributes." },
  { place: "word", word: "appraise_hash", hint: "It was merged as appraise_algos=." },
  { place: "word", word: "use_diglim", hint: "It belongs to the DIGLIM patches, which were not merged." },
  {
    place: "word",
    word: "ima_template",
    hint: "In a rule it is template=; ima_template= is for the kernel command line.",
  },
  {
    place: "word",
    word: "suid",
    hint: "uid= compares the real user, euid= the effective one; there is no condition on the saved user alone.",
  },
  ...["fsuid", "fsgid"].map((word) => ({
    place: "word" as const,
    word,
    hint: "IMA has no condition on file system ids; uid= and gid= compare the real, euid= and egid= the effective ones.",
  })),
  { place: "word", word: "owner", hint: "The owner of the file is fowner=." },
  { place: "word", word: "group", hint: "The group of the file is fgroup=." },
  {
    place: "word",
    word: "digest_cache",
    hint: "It needs a kernel with the Integrity Digest Cache patches (--dialect digest-cache).",
  },
  { place: "word", word: "parser", hint: "It is known to the openEuler kernels only (--dialect openeuler)." },
  { place: "func", word: "INODE_PERM", hint: "It is the name of the first IMA patches; the hook is FILE_CHECK today." },
  { place: "func", word: "KEYRING_CHECK", hint: "It was merged as KEY_CHECK." },
  { place: "func", word: "LSM_STATE", hint: "It was merged as CRITICAL_DATA with label=selinux." },
  { place: "func", word: "LSM_POLICY", hint: "It was merged as CRITICAL_DATA with label=selinux." },
  { place: "func", word: "WRITE_XATTR_HASH", hint: "It was merged as SETXATTR_CHECK." },
  { place: "func", word: "TRUSTED_FOR_CHECK", hint: rejected },
  { place: "func", word: "MOUNT_CHECK", hint: rejected },
  { place: "func", word: "BPF_CHECK", hint: "It belongs to a research kernel." },
  { place: "func", word: "EXEC_CHECK", hint: "The hook for programs that are executed is BPRM_CHECK." },
  { place: "func", word: "POST_SETATTR", hint: "It exists inside the kernel only; a policy cannot name it." },
  { place: "func", word: "NONE", hint: "To cover every hook that concerns a file, leave func= out." },
  {
    place: "func",
    word: "DIGEST_LIST_CHECK",
    hint: "It needs a kernel with digest lists: --dialect digest-cache or --dialect openeuler.",
  },
  {
    place: "appraise_type",
    word: "modsig",
    hint: "An appended signature is accepted by imasig|modsig, in this order.",
  },
  {
    place: "appraise_type",
    word: "modsig|imasig",
    hint: "The kernel compares the whole text: imasig|modsig, in this order.",
  },
  {
    place: "appraise_type",
    word: "meta_immutable",
    hint: "It is known to the openEuler kernels only (--dialect openeuler).",
  },
  { place: "appraise_type", word: "hash", hint: "A hash is what an appraise rule without appraise_type= accepts." },
  { place: "mask", word: "MAY_OPENEXEC", hint: rejected },
  {
    place: "template",
    word: "ima-sigv3",
    hint: "A kernel document names it, but no kernel has it; ima-sigv2 is the newest one.",
  },
];

/** Where this word is from and what to write instead, if it is one that is known to be met. */
export function foreignWordHint(place: ForeignPlace, word: string): string | undefined {
  return foreignWords.find((entry) => entry.place === place && entry.word === word)?.hint;
}
