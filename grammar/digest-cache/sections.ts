/**
 * The sections and keys of digest-cache.conf, the description of a boot. Summaries are what an editor shows, so they
 * say what a key means and what holds without it.
 */

export interface Choice {
  readonly word: string;
  readonly summary: string;
}

export interface KeySpec {
  readonly name: string;
  readonly summary: string;
  /**
   * What a value is made of:
   * choice: one of `choices`; text: anything up to the end of the line; path: a file name, relative to this file unless
   * `absolute` says that it is one of the machine; word: one word; pattern: a name in which * and ? stand for others;
   * number: a number from 0 to 4294967295; hash: a hash algorithm; file-system: a type or a magic number.
   */
  readonly type: "choice" | "text" | "path" | "word" | "pattern" | "number" | "hash" | "file-system";
  /** Several values, separated by blanks. */
  readonly many?: true;
  readonly choices?: readonly Choice[];
  /** A path of the machine that is described, not of this one. */
  readonly absolute?: true;
  /** What holds without the key, in words. */
  readonly byDefault?: string;
  /** An empty value means something: none. */
  readonly mayBeEmpty?: true;
  /** A description without this key means nothing. */
  readonly required?: true;
  /** The kind of section whose names the values are. */
  readonly refersTo?: NamedKind;
}

/** Kinds of sections that others name. */
export const namedKinds = ["parser", "phase", "digest-list", "key", "file"] as const;
export type NamedKind = (typeof namedKinds)[number];

export interface SectionSpec {
  readonly kind: string;
  readonly summary: string;
  /** What the name in quotes is; sections without it have none. */
  readonly nameOf?: string;
  /** Whether the name may be a pattern. */
  readonly pattern?: true;
  /** Several of the kind, in this order, are one thing after another; without a name. */
  readonly ordered?: true;
  readonly keys: readonly KeySpec[];
  /** A page of the kernel's documentation about it. */
  readonly documentation?: string;
}

const yesOrNo: readonly Choice[] = [
  { word: "yes", summary: "It is so." },
  { word: "no", summary: "It is not so." },
];

const evm: Choice = {
  word: "evm",
  summary: "A valid security.evm, which EVM asks for when it is active and the file has protected attributes.",
};

const moduleSignatures: readonly Choice[] = [
  {
    word: "appended",
    summary:
      "A signature that the kernel's build appends to a module. In a compressed module it is inside, where IMA does not see it before Linux 6.19.",
  },
  {
    word: "appended-to-compressed",
    summary: "A signature appended to the compressed file itself, which IMA sees; the kernel's loader passes over it.",
  },
  { word: "imasig", summary: "An IMA signature in security.ima." },
  { word: "hash", summary: "A hash in security.ima." },
  evm,
  { word: "none", summary: "Nothing." },
];

const fileSignatures: readonly Choice[] = [
  { word: "appended", summary: "A module-style signature appended to the file." },
  { word: "imasig", summary: "An IMA signature in security.ima." },
  { word: "hash", summary: "A hash in security.ima." },
  { word: "wrong-hash", summary: "A hash in security.ima that is not the one of the content." },
  { word: "verity", summary: "A signature of the fs-verity digest in security.ima (sigv3)." },
  evm,
  { word: "none", summary: "Nothing." },
];

const signedBy: KeySpec = {
  name: "signed-by",
  type: "word",
  refersTo: "key",
  summary: "The key of the signatures, as a [key] section names it.",
  byDefault: "kernel-build, the key that the kernel's build made for its modules",
};

const owner: KeySpec = { name: "owner", type: "number", summary: "User id of the owner.", byDefault: "0" };

export const sections: readonly SectionSpec[] = [
  {
    kind: "kernel",
    summary: "The kernel that boots: version, configuration and command line.",
    documentation: "https://docs.kernel.org/admin-guide/kernel-parameters.html",
    keys: [
      { name: "version", type: "word", summary: "Release of the kernel, such as 6.12.", byDefault: "6.12" },
      { name: "config", type: "path", summary: "The kernel's .config, from which facts are read." },
      { name: "cmdline", type: "text", summary: "The kernel command line." },
      { name: "cmdline-file", type: "path", summary: "A file with the kernel command line, such as /proc/cmdline." },
      {
        name: "integration",
        type: "choice",
        choices: yesOrNo,
        summary: "Whether the kernel has the Integrity Digest Cache (CONFIG_INTEGRITY_DIGEST_CACHE).",
        byDefault: "yes",
      },
      {
        name: "modsig",
        type: "choice",
        choices: yesOrNo,
        summary: "Whether IMA knows appended signatures (CONFIG_IMA_APPRAISE_MODSIG).",
        byDefault: "yes",
      },
      {
        name: "module-signing",
        type: "choice",
        choices: [
          { word: "off", summary: "The kernel does not look at signatures of modules." },
          { word: "permissive", summary: "The kernel loads unsigned modules, and is tainted." },
          {
            word: "force",
            summary: "The kernel refuses unsigned modules (CONFIG_MODULE_SIG_FORCE, module.sig_enforce).",
          },
        ],
        summary: "What the kernel itself asks of modules, apart from IMA.",
        byDefault: "permissive",
      },
      {
        name: "module-compression",
        type: "choice",
        choices: [
          { word: "none", summary: "Modules are .ko files." },
          { word: "gzip", summary: "Modules are .ko.gz files." },
          { word: "xz", summary: "Modules are .ko.xz files." },
          { word: "zstd", summary: "Modules are .ko.zst files." },
        ],
        summary:
          "How modules are compressed (CONFIG_MODULE_COMPRESS_*); the kernel looks for parsers with that suffix.",
        byDefault: "none",
      },
      {
        name: "module-decompress",
        type: "choice",
        choices: [
          { word: "in-kernel", summary: "The kernel decompresses modules (CONFIG_MODULE_DECOMPRESS)." },
          { word: "user-space", summary: "Only kmod does, so the kernel cannot load a compressed parser." },
        ],
        summary: "Who decompresses modules.",
        byDefault: "in-kernel",
      },
      {
        name: "secure-boot",
        type: "choice",
        choices: yesOrNo,
        summary:
          "Whether the firmware's secure boot is on. With CONFIG_IMA_ARCH_POLICY the architecture adds rules then, and ima_appraise= cannot relax appraisal.",
        byDefault: "no",
      },
      {
        name: "evm",
        type: "choice",
        choices: [
          { word: "off", summary: "EVM has no key, and no say." },
          { word: "active", summary: "EVM has a key, and vetoes files whose extended attributes it does not accept." },
        ],
        summary: "Whether EVM is active.",
        byDefault: "off",
      },
    ],
  },
  {
    kind: "digest-cache",
    summary: "Where digest lists are looked for.",
    keys: [
      {
        name: "default-path",
        type: "path",
        absolute: true,
        summary: "The directory of the digest lists, or one list (CONFIG_DIGEST_LIST_DEFAULT_PATH).",
        byDefault: "/etc/digest_lists",
      },
      {
        name: "set-in-phase",
        type: "word",
        refersTo: "phase",
        summary:
          "The phase in which user space writes the default path to securityfs; before it, the one of the kernel's configuration holds.",
        byDefault: "it is the kernel's own",
      },
      {
        name: "lists-in",
        type: "path",
        absolute: true,
        summary: "The directory in which the digest lists of all phases really are.",
        byDefault: "default-path",
      },
      {
        name: "prefetch",
        type: "choice",
        choices: yesOrNo,
        summary: "Whether the directory has security.dig_prefetch=1: lists are read in order up to the wanted one.",
        byDefault: "no",
      },
    ],
  },
  {
    kind: "parser",
    nameOf: "the format that it reads, such as tlv",
    summary: "Code of the kernel that reads one format of digest lists.",
    documentation: "https://docs.kernel.org/admin-guide/module-signing.html",
    keys: [
      {
        name: "load",
        type: "choice",
        choices: [
          { word: "builtin", summary: "Built into the kernel." },
          { word: "module", summary: "A module, which the kernel loads at the first access that needs it." },
          { word: "absent", summary: "There is none." },
        ],
        summary: "How the kernel comes by the parser.",
        byDefault: "module",
      },
      {
        name: "path",
        type: "path",
        absolute: true,
        summary: "Where the module file is, under /lib/modules/VERSION or absolute.",
        byDefault: "where the kernel looks: kernel/security/integrity/digest_cache/parsers, with the usual suffix",
      },
      {
        name: "signature",
        type: "choice",
        many: true,
        choices: moduleSignatures,
        summary: "What the module file carries to prove itself.",
        byDefault: "appended",
      },
      signedBy,
      {
        name: "digest-list",
        type: "pattern",
        refersTo: "digest-list",
        many: true,
        mayBeEmpty: true,
        summary: "Digest lists that have the digest of the module file. The kernel's own load of it takes no notice.",
        byDefault: "those that name it in their files",
      },
      owner,
      {
        name: "file-system",
        type: "file-system",
        many: true,
        summary: "Where the module file is.",
        byDefault: "the file system of the phase",
      },
    ],
  },
  {
    kind: "phase",
    nameOf: "a name, such as initramfs or rootfs",
    summary: "A stretch of the boot with one rule list and one set of files. Phases follow each other as written.",
    documentation: "https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy",
    keys: [
      {
        name: "policy",
        type: "path",
        summary: "A policy file, or one of the words builtin (what the command line chooses) and same (as before).",
        byDefault: "builtin in the first phase, and what was loaded before in others",
      },
      {
        name: "policy-signature",
        type: "choice",
        many: true,
        choices: fileSignatures.filter(({ word }) => word !== "verity"),
        summary: "What the policy file carries to prove itself, when a signed policy is required.",
        byDefault: "none",
      },
      {
        name: "file-system",
        type: "file-system",
        many: true,
        summary: "What the files are on; several when it may be one of them.",
        byDefault: "tmpfs or ramfs for a phase named initramfs, any that is on a disk for others",
      },
      {
        name: "xattrs",
        type: "choice",
        choices: yesOrNo,
        summary: "Whether files have extended attributes; those of an initramfs have none.",
        byDefault: "no for a phase named initramfs, yes for others",
      },
      {
        name: "parsers",
        type: "word",
        refersTo: "parser",
        many: true,
        mayBeEmpty: true,
        summary: "Formats whose parser modules are there.",
        byDefault: "all that are described",
      },
      {
        name: "digest-lists",
        type: "pattern",
        refersTo: "digest-list",
        many: true,
        mayBeEmpty: true,
        summary: "Digest lists that are there.",
        byDefault: "all that are described",
      },
      {
        name: "init",
        type: "path",
        refersTo: "file",
        absolute: true,
        summary: "The first program that is run under the rules of the phase.",
        byDefault: "/init for a phase named initramfs, /sbin/init for others",
      },
      {
        name: "first-access",
        type: "number",
        summary: "User id of the task that makes the first access.",
        byDefault: "0",
      },
    ],
  },
  {
    kind: "digest-list",
    nameOf: "a file name, or a pattern for several",
    pattern: true,
    summary: "A file with the digests of others. Its name says the format: [NUMBER-]FORMAT-NAME.",
    keys: [
      {
        name: "signature",
        type: "choice",
        many: true,
        choices: [
          { word: "appended", summary: "An appended PKCS#7 signature, as modules have." },
          {
            word: "pgp",
            summary: "An appended OpenPGP signature, as RPM headers have; mainline kernels cannot verify it.",
          },
          { word: "imasig", summary: "An IMA signature in security.ima." },
          { word: "hash", summary: "A hash in security.ima." },
          evm,
          { word: "none", summary: "Nothing." },
        ],
        summary: "What the list carries to prove itself.",
        byDefault: "appended",
      },
      signedBy,
      {
        name: "hash",
        type: "hash",
        summary: "The algorithm of the digests in it.",
        byDefault: "the one that IMA uses: ima_hash= of the command line, or the kernel's default",
      },
      {
        name: "files",
        type: "path",
        refersTo: "file",
        absolute: true,
        many: true,
        mayBeEmpty: true,
        summary: "Files whose digests are in it.",
        byDefault: "those that name it in their digest-list, and the first programs",
      },
      {
        name: "format",
        type: "word",
        refersTo: "parser",
        summary: "The format of its content, when the name is of another.",
        byDefault: "as the name says",
      },
      owner,
      {
        name: "file-system",
        type: "file-system",
        many: true,
        summary: "Where the list is.",
        byDefault: "the file system of the phase",
      },
    ],
  },
  {
    kind: "key",
    nameOf: "a name of your choice",
    summary:
      "A key of signatures. The key kernel-build exists without a section; it is on .ima only with CONFIG_IMA_APPRAISE_MODSIG.",
    keys: [
      {
        name: "keyring",
        type: "word",
        summary: "The key ring that holds it; IMA asks .ima, for kexec images .platform as well.",
        byDefault: ".ima",
      },
      {
        name: "from-phase",
        type: "word",
        refersTo: "phase",
        summary: "The phase in which it is loaded; kernel, when the kernel loads it by itself.",
        byDefault: "kernel",
      },
    ],
  },
  {
    kind: "file",
    nameOf: "the path of a program, library, module or any other file",
    summary: "A file of interest: what is asked of it, and what proves it.",
    keys: [
      {
        name: "digest-list",
        type: "pattern",
        refersTo: "digest-list",
        many: true,
        mayBeEmpty: true,
        summary: "Digest lists that have its digest.",
        byDefault: "those that name it in their files",
      },
      {
        name: "signature",
        type: "choice",
        many: true,
        choices: fileSignatures,
        summary: "What the file carries to prove itself.",
        byDefault: "none",
      },
      signedBy,
      {
        name: "hash",
        type: "hash",
        summary: "The algorithm of its security.ima, which IMA then uses for the file.",
        byDefault: "ima_hash= of the command line, or the kernel's default",
      },
      {
        name: "hook",
        type: "word",
        many: true,
        summary: "Hooks that are asked; fewer than an event really has.",
        byDefault: "those of the event: running it, or for a .ko file loading it",
      },
      owner,
      {
        name: "phase",
        type: "word",
        refersTo: "phase",
        many: true,
        summary: "Phases in which it is used.",
        byDefault: "all",
      },
      {
        name: "digest-list-xattr",
        type: "text",
        refersTo: "digest-list",
        mayBeEmpty: true,
        summary: "Its security.digest_list: the name of the digest list that has its digest.",
        byDefault: "there is none, and all lists are searched",
      },
      {
        name: "file-system",
        type: "file-system",
        many: true,
        summary: "Where the file is.",
        byDefault: "the file system of the phase",
      },
      {
        name: "parser",
        type: "word",
        refersTo: "parser",
        summary: "The file is a copy of the parser module of this format.",
        byDefault: "it is none",
      },
      {
        name: "libraries",
        type: "path",
        refersTo: "file",
        absolute: true,
        many: true,
        summary: "The loader and the libraries that the program maps.",
        byDefault: "none",
      },
    ],
  },
  {
    kind: "step",
    ordered: true,
    summary: "Something that happens, in this order. Without steps, root uses each described file once.",
    keys: [
      {
        name: "phase",
        type: "word",
        refersTo: "phase",
        summary: "The phase in which it happens.",
        byDefault: "that of the step before, or the last",
      },
      {
        name: "do",
        type: "choice",
        required: true,
        choices: [
          { word: "access", summary: "A file is used." },
          { word: "load-module", summary: "User space loads a module from its file (finit_module)." },
          { word: "init-module", summary: "User space loads a module from memory (init_module)." },
          { word: "install", summary: "A file, parser or digest list appears." },
          { word: "remove", summary: "A file, parser or digest list goes away." },
          { word: "reset-list", summary: "A digest list is opened for writing, which makes the kernel forget it." },
          { word: "evict", summary: "Inodes leave memory, and with them what is known of digest lists." },
          { word: "unload", summary: "A parser module is unloaded." },
          { word: "set-default-path", summary: "A path is written to securityfs." },
          { word: "setxattr", summary: "A file gets another security.digest_list, or none." },
          { word: "modules-disabled", summary: "kernel.modules_disabled=1: no module is loaded any more." },
        ],
        summary: "What happens.",
      },
      { name: "file", type: "path", refersTo: "file", absolute: true, summary: "The file that it happens to." },
      { name: "parser", type: "word", refersTo: "parser", summary: "The parser that it happens to." },
      { name: "digest-list", type: "word", refersTo: "digest-list", summary: "The digest list that it happens to." },
      { name: "uid", type: "number", summary: "User id of the task.", byDefault: "0" },
      { name: "path", type: "path", absolute: true, summary: "For set-default-path: the new path." },
      {
        name: "xattr",
        type: "text",
        refersTo: "digest-list",
        mayBeEmpty: true,
        summary: "For setxattr: the new security.digest_list; without it, the attribute is removed.",
      },
    ],
  },
];

export function sectionSpec(kind: string): SectionSpec | undefined {
  return sections.find((section) => section.kind === kind);
}

export function keySpec(section: SectionSpec, name: string): KeySpec | undefined {
  return section.keys.find((key) => key.name === name);
}
