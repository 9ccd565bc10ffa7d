/** What is offered while somebody writes. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CompletionItem } from "vscode-languageserver-protocol";
import { Client, fullCapabilities, pullingCapabilities } from "./client.js";
import { bootFiles, Page } from "./features.js";

let client: Client;
beforeAll(async () => {
  client = await new Client({
    ...bootFiles("two-phase-distribution"),
    "files/digest-cache.conf": "",
    "files/ima-policy": "measure func=BPRM_CHECK\n",
    "files/policies/strict-ima-policy": "appraise fowner=0\n",
    "files/notes.txt": "measure func=BPRM_CHECK\n",
  }).start(pullingCapabilities);
});
afterAll(async () => {
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
});

const labels = (items: readonly CompletionItem[]) => items.map(({ label }) => label);
const isStruck = ({ tags = [] }: CompletionItem) => tags.length > 0;
/** As they are listed: what is of no use is struck through. */
const listed = (items: readonly CompletionItem[]) =>
  items
    .map((item) => [isStruck(item) ? `~${item.label}~` : item.label, item.detail].filter(Boolean).join("  "))
    .join("\n");

let count = 0;
/** A policy that is being written, with the cursor in it. */
const writing = (marked: string, name = `policy-${++count}/ima-policy`) => {
  const text = marked.replace("‸", "");
  return Page.open(client, name, text).then((page) => ({ page, offered: () => page.completions(marked) }));
};

describe("in a policy", () => {
  it("an empty line: actions, and whole rules that load as they are", async () => {
    const { page, offered } = await writing("‸\n");
    const items = await offered();
    expect(labels(items)).toMatchInlineSnapshot(`
      [
        "measure",
        "dont_measure",
        "appraise",
        "dont_appraise",
        "audit",
        "dont_audit",
        "hash",
        "dont_hash",
        "measure func=BPRM_CHECK",
        "measure func=MMAP_CHECK mask=MAY_EXEC",
        "measure func=FILE_CHECK mask=^MAY_READ uid=0",
        "measure func=MODULE_CHECK",
        "measure func=FIRMWARE_CHECK",
        "measure func=POLICY_CHECK",
        "measure func=KEXEC_KERNEL_CHECK",
        "measure func=KEXEC_CMDLINE",
        "measure func=KEY_CHECK keyrings=.ima",
        "measure func=CRITICAL_DATA label=selinux",
        "dont_measure fsmagic=0x1021994",
        "dont_measure fsuuid=8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6",
        "appraise fowner=0",
        "appraise func=BPRM_CHECK appraise_type=imasig",
        "appraise func=BPRM_CHECK digest_type=verity appraise_type=sigv3",
        "appraise func=MMAP_CHECK mask=MAY_EXEC appraise_type=imasig",
        "appraise func=MODULE_CHECK appraise_type=imasig|modsig",
        "appraise func=FIRMWARE_CHECK appraise_type=imasig",
        "appraise func=POLICY_CHECK appraise_type=imasig",
        "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig|modsig",
        "appraise func=SETXATTR_CHECK appraise_algos=sha256,sha512",
        "dont_appraise fsmagic=0x1021994",
        "audit func=BPRM_CHECK",
        "hash fowner=0",
      ]
    `);
    const rules = items.filter(({ label }) => label.includes(" "));
    for (const rule of rules) {
      const text = page.with(rule).replace(/\$\{\d+:([^}]*)\}/g, "$1");
      expect(text).toBe(`${rule.label}\n`);
      const own = await Page.open(client, `rule-${++count}/ima-policy`, text);
      expect((await own.findings()).filter(({ severity }) => severity === 1)).toEqual([]);
    }
    expect(await page.documentation(rules.find(({ label }) => label.includes("MODULE_CHECK app")))).toBe(
      "Appraises the file when a kernel module is loaded from a file: a signature in security.ima or one appended to the file is demanded.",
    );
  });

  it("places of a snippet, where the client has them", async () => {
    const { page, offered } = await writing("‸\n");
    const item = (await offered()).find(({ label }) => label.startsWith("measure func=KEY_CHECK"));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet
    expect(item && page.with(item)).toBe("measure func=KEY_CHECK keyrings=${1:.ima}\n");
    const plain = await new Client().start({ textDocument: { completion: { completionItem: {} } } });
    const other = await Page.open(plain, "ima-policy", "\n");
    const [same] = (await other.completions("‸\n")).filter(({ label }) => label.startsWith("measure func=KEY_CHECK"));
    expect(same && other.with(same)).toBe("measure func=KEY_CHECK keyrings=.ima\n");
    expect(await plain.stop()).toBe(0);
  });

  it("the conditions that this rule can still have", async () => {
    const { page, offered } = await writing("measure func=KEY_CHECK keyrings=.ima ‸\n");
    const items = await offered();
    expect(listed(items)).toMatchInlineSnapshot(`
      "uid=  compares the real user of the task
      ~gid=~  the kernel takes it with this hook and does not look at it
      template=  chooses the fields of the measurement list entry
      ~appraise_flag=~  asked for a look at the blacklist key ring; ignored from Linux 6.6 on
      pcr=  chooses the TPM register that is extended"
    `);
    expect(await page.documentation(items[0])).toMatchInlineSnapshot(`
      "**uid=** compares the real user of the task.

      Goes with every hook but \`SETXATTR_CHECK\`, and without func=. Compared with \`=\`, \`<\` or \`>\`. At most once in a rule. Not together with \`euid\`.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
    // What is there already, and what goes against it, is not offered.
    const file = await writing("appraise func=BPRM_CHECK uid=0 mask=MAY_EXEC ‸\n");
    const offeredThere = labels(await file.offered());
    expect(offeredThere).toContain("appraise_type=");
    for (const never of ["func=", "uid=", "euid=", "mask=", "pcr=", "template=", "keyrings=", "label="])
      expect(offeredThere).not.toContain(never);
  });

  it("hooks that go with the action, old names last", async () => {
    const { page, offered } = await writing("appraise func=‸\n");
    const items = await offered();
    expect(listed(items)).toMatchInlineSnapshot(`
      "FILE_CHECK  a regular file is opened
      MMAP_CHECK  a file is mapped executable, such as a shared library
      MMAP_CHECK_REQPROT  a program asks for an executable mapping of a file
      BPRM_CHECK  a program is executed
      CREDS_CHECK  a program is executed, judged by the credentials it will have
      MODULE_CHECK  a kernel module is loaded from a file
      FIRMWARE_CHECK  the kernel reads a firmware file
      KEXEC_KERNEL_CHECK  kexec reads a kernel image
      KEXEC_INITRAMFS_CHECK  kexec reads an initramfs
      POLICY_CHECK  an IMA policy is loaded by its path
      SETXATTR_CHECK  user space writes security.ima
      ~PATH_CHECK~  old name of FILE_CHECK
      ~FILE_MMAP~  old name of MMAP_CHECK"
    `);
    const setxattr = items.find(({ label }) => label === "SETXATTR_CHECK");
    expect(setxattr && page.with(setxattr)).toBe("appraise func=SETXATTR_CHECK appraise_algos=sha256\n");
  });

  it("values: signatures, templates, permissions, registers, labels", async () => {
    const of = async (marked: string) => listed(await (await writing(marked)).offered());
    expect(await of("appraise func=MODULE_CHECK appraise_type=‸\n")).toMatchInlineSnapshot(`
      "imasig  demands a signature in security.ima
      imasig|modsig  demands a signature, in security.ima or appended to the file
      sigv3  demands a signature of version 3 in security.ima"
    `);
    expect(await of("measure func=MODULE_CHECK template=‸\n")).toMatchInlineSnapshot(`
      "ima  d|n
      ima-ng  d-ng|n-ng
      ima-sig  d-ng|n-ng|sig
      ima-buf  d-ng|n-ng|buf
      ima-modsig  d-ng|n-ng|sig|d-modsig|modsig
      evm-sig  d-ng|n-ng|evmsig|xattrnames|xattrlengths|xattrvalues|iuid|igid|imode
      ima-ngv2  d-ngv2|n-ng
      ima-sigv2  d-ngv2|n-ng|sig"
    `);
    expect(await of("measure func=FILE_CHECK mask=‸\n")).toMatchInlineSnapshot(`
      "MAY_READ  this and nothing else is asked for
      MAY_WRITE  this and nothing else is asked for
      MAY_APPEND  this and nothing else is asked for
      MAY_EXEC  this and nothing else is asked for
      ^MAY_READ  this is among what is asked for
      ^MAY_WRITE  this is among what is asked for
      ^MAY_APPEND  this is among what is asked for
      ^MAY_EXEC  this is among what is asked for"
    `);
    expect(await of("measure func=CRITICAL_DATA label=selinux|‸\n")).toMatchInlineSnapshot(`
      "device-mapper
      modules
      ima_kexec
      ~kernel_info~  measured before a policy can be loaded"
    `);
    expect(await of("measure func=KEY_CHECK keyrings=‸\n")).toMatchInlineSnapshot(`
      ".ima
      _ima
      .evm
      _evm
      .builtin_trusted_keys
      .secondary_trusted_keys
      .machine
      .platform
      .blacklist
      .ima_blacklist
      .builtin_regdb_keys
      .fs-verity"
    `);
  });

  it("file systems by their names, written as numbers", async () => {
    const { page, offered } = await writing("dont_measure fsmagic=tm‸\n");
    const tmpfs = (await offered()).find(({ filterText }) => filterText?.includes("tmpfs"));
    expect(tmpfs).toMatchObject({ label: "0x1021994", detail: "tmpfs, devtmpfs, rootfs" });
    expect(tmpfs && page.with(tmpfs)).toBe("dont_measure fsmagic=0x1021994\n");
    expect(await page.documentation(tmpfs)).toBe(
      "`0x1021994` is `TMPFS_MAGIC`: the type `tmpfs`, `devtmpfs` or `rootfs`. Its files are in memory and lost at power off.",
    );
  });

  it("names that are in use elsewhere, and not the one that is being written", async () => {
    const { offered } = await writing("measure func=FILE_CHECK fowner=4711\naudit func=BPRM_CHECK uid=47‸\n");
    expect(listed(await offered())).toBe("0  root\n4711  in use");
  });

  it("what only some of the target kernels have is marked", async () => {
    const settings = { kernels: ["5.4", "6.1"] };
    const old = await new Client().start(fullCapabilities, { settings });
    const page = await Page.open(old, "ima-policy", "measure func=\nappraise func=BPRM_CHECK \n");
    const hooks = await page.completions("measure func=‸");
    expect(hooks.filter(isStruck).map(({ label, detail }) => `${label}: ${detail}`)).toMatchInlineSnapshot(`
      [
        "KEY_CHECK: a key is added to a key ring; from Linux 5.6 on",
        "CRITICAL_DATA: a part of the kernel hands over state to be measured; from Linux 5.12 on",
        "PATH_CHECK: old name of FILE_CHECK",
        "FILE_MMAP: old name of MMAP_CHECK",
      ]
    `);
    expect(labels(hooks)).not.toContain("MMAP_CHECK_REQPROT");
    expect(labels(await page.completions("BPRM_CHECK ‸"))).not.toContain("fs_subtype=");
    expect(await old.stop()).toBe(0);
  });

  it("nothing in a comment, and nothing where no word can follow", async () => {
    expect(await (await writing("# measure ‸\n")).offered()).toEqual([]);
    expect(await (await writing("measure func=KEY_CHECK uid=0 # ‸\n")).offered()).toEqual([]);
    expect(await (await writing("measure fsuuid=‸\n")).offered()).toEqual([]);
  });
});

describe("in the description of a boot", () => {
  it("settings that the section does not have yet, and the sections that can follow", async () => {
    const text = '[kernel]\nversion = 6.12\n\n[parser "tlv"]\nsignature = appended\n\n';
    const page = await Page.open(client, "conf/digest-cache.conf", text, "digest-cache");
    const items = await page.completions("appended\n‸");
    expect(labels(items)).toMatchInlineSnapshot(`
      [
        "load",
        "path",
        "signed-by",
        "digest-list",
        "owner",
        "file-system",
        "[digest-cache]",
        "[parser "name"]",
        "[phase "name"]",
        "[digest-list "name"]",
        "[key "name"]",
        "[file "/path"]",
        "[step]",
      ]
    `);
    expect(await page.documentation(items[0])).toMatchInlineSnapshot(`
      "**load** How the kernel comes by the parser.

      Value: one of these words.

      - \`builtin\`: Built into the kernel.
      - \`module\`: A module, which the kernel loads at the first access that needs it.
      - \`absent\`: There is none.

      Without it: module."
    `);
    const phase = items.find(({ label }) => label.startsWith("[phase"));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet
    expect(phase && page.with(phase)).toContain('appended\n[phase "${1:name}"]\n$0\n');
  });

  it("words, and the names that the description has", async () => {
    const text = `[parser "tlv"]\nsignature = \n\n[phase "rootfs"]\ndigest-lists = \n\n[digest-list "tlv-a"]\n`;
    const page = await Page.open(client, "names/digest-cache.conf", text, "digest-cache");
    expect(listed(await page.completions("signature = ‸"))).toMatchInlineSnapshot(`
      "appended  A signature that the kernel's build appends to a module. In a compressed module it is inside, where IMA does not see it before Linux 6.19.
      appended-to-compressed  A signature appended to the compressed file itself, which IMA sees; the kernel's loader passes over it.
      imasig  An IMA signature in security.ima.
      hash  A hash in security.ima.
      evm  A valid security.evm, which EVM asks for when it is active and the file has protected attributes.
      none  Nothing."
    `);
    expect(listed(await page.completions("digest-lists = ‸"))).toBe("tlv-a  digest list of this description");
  });

  it("policies of the workspace, by their paths from here", async () => {
    const text = '[phase "rootfs"]\npolicy = \n';
    const page = await Page.open(client, "files/digest-cache.conf", text, "digest-cache");
    const found = labels(await page.completions("policy = ‸"));
    expect(found.slice(0, 2)).toEqual(["builtin", "same"]);
    expect(found).toContain("ima-policy");
    expect(found).toContain("policies/strict-ima-policy");
    expect(found.filter((label) => label.includes("notes"))).toEqual([]);
  });
});

it("in a kernel command line: parameters that IMA reads, and their words", async () => {
  const text = "root=/dev/sda1 ima_policy=tcb| i ro ima_appraise=\n";
  const page = await Page.open(client, "line/cmdline", text, "kernel-command-line");
  expect(listed(await page.completions("tcb|‸"))).toMatchInlineSnapshot(`
    "appraise_tcb  Appraises files that root owns, but for those on tmpfs, ramfs and many pseudo file systems; policies need a signature where more than one may be loaded.
    secure_boot  Appraises modules, firmware, kexec kernels and policies, by a signature.
    fail_securely  Adds no rule: files on file systems that the kernel cannot trust, such as FUSE, always fail appraisal.
    critical_data  Measures critical data of the kernel. Since Linux 5.12.
    ~digest_cache_measure~  Lets digest lists spare files that are measured by built-in rules; measures the digest lists. The target kernels do not have it.
    ~digest_cache_appraise~  Lets digest lists vouch for files that are appraised by built-in rules; appraises the digest lists. The target kernels do not have it.
    ~exec_tcb~  Like tcb without what root reads; measures digest lists and their parser. The target kernels do not have it.
    ~appraise_exec_tcb~  Appraises programs, executable mappings, digest lists and their parser, and all that secure_boot does, by a signature. The target kernels do not have it.
    ~appraise_exec_immutable~  Adds no rule: programs that appraise_exec_tcb appraises must have immutable metadata. The target kernels do not have it."
  `);
  expect(listed(await page.completions("ima_appraise=‸"))).toMatchInlineSnapshot(`
    "enforce  Access is denied.
    log  Access is granted, and the failure is logged.
    fix  Access is granted, and a hash is written to security.ima where none or a wrong one is.
    off  Nothing is appraised."
  `);
  const names = labels(await page.completions(" i‸ ro"));
  expect(names).toContain("ima_hash=");
  expect(names).not.toContain("ima_policy=");
});
