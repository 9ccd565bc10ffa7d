/** Whole rules to begin with. What is in braces one will want to change. */

const templates: readonly string[] = [
  "measure func=BPRM_CHECK",
  "measure func=MMAP_CHECK mask=MAY_EXEC",
  "measure func=FILE_CHECK mask=^MAY_READ uid={0}",
  "measure func=MODULE_CHECK",
  "measure func=FIRMWARE_CHECK",
  "measure func=POLICY_CHECK",
  "measure func=KEXEC_KERNEL_CHECK",
  "measure func=KEXEC_CMDLINE",
  "measure func=KEY_CHECK keyrings={.ima}",
  "measure func=CRITICAL_DATA label={selinux}",
  "measure func=DIGEST_LIST_CHECK pcr={12}",
  "measure func=BPRM_CHECK digest_cache=data pcr={12}",
  "dont_measure fsmagic={0x1021994}",
  "dont_measure fsuuid={8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6}",
  "appraise fowner={0}",
  "appraise func=BPRM_CHECK appraise_type=imasig",
  "appraise func=BPRM_CHECK digest_type=verity appraise_type=sigv3",
  "appraise func=MMAP_CHECK mask=MAY_EXEC appraise_type=imasig",
  "appraise func=MODULE_CHECK appraise_type=imasig|modsig",
  "appraise func=FIRMWARE_CHECK appraise_type=imasig",
  "appraise func=POLICY_CHECK appraise_type=imasig",
  "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig|modsig",
  "appraise func=SETXATTR_CHECK appraise_algos={sha256,sha512}",
  "appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig",
  "appraise func=DIGEST_LIST_CHECK appraise_type=imasig",
  "appraise func=BPRM_CHECK digest_cache=data",
  "dont_appraise fsmagic={0x1021994}",
  "audit func=BPRM_CHECK",
  "hash fowner={0}",
];

export interface RuleTemplate {
  readonly text: string;
  /** In the syntax of the language server protocol; the same as the text when there is nothing to change. */
  readonly snippet: string;
}

/** A place of a snippet with its default. */
export function placeholder(text: string): string {
  return `\${1:${text}}`;
}

export const ruleTemplates: readonly RuleTemplate[] = templates.map((template) => ({
  text: template.replace(/[{}]/g, ""),
  snippet: template.replace(/\{([^}]*)\}/g, (_, text: string) => placeholder(text)),
}));
