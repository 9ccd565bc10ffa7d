/** What is told of the word under the pointer. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client, fullCapabilities, pullingCapabilities } from "./client.js";
import { bootFiles, Page, sample, samplePage } from "./features.js";

let client: Client;
beforeAll(async () => {
  client = await new Client(bootFiles("two-phase-distribution", "deadlock")).start(pullingCapabilities);
});
afterAll(async () => {
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
});

describe("in a policy", () => {
  it("an action: what its rule decides, and what it is", async () => {
    const page = await samplePage(client, "mainline-signed/ima-policy");
    expect(await page.hover("appra‸ise func=MODULE_CHECK")).toMatchInlineSnapshot(`
      "Appraises the file when a kernel module is loaded from a file: a signature in security.ima or one appended to the file is demanded.

      ---

      **appraise** refuses access to the file unless security.ima, or what else the rule accepts, vouches for it; with ima_appraise=log or fix nothing is refused.

      The first \`appraise\` or \`dont_appraise\` rule that matches is the only one that counts.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
    expect(await page.hover("dont_app‸raise fsmagic=0x9fa0")).toMatchInlineSnapshot(`
      "Does not appraise the file at every hook with a file, on proc.

      ---

      **dont_appraise** ends the search for appraise rules: what it matches is left to no later rule of the family.

      The first \`dont_appraise\` or \`appraise\` rule that matches is the only one that counts.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
  });

  it("a hook: what calls it, what goes with it, and since when", async () => {
    const page = await samplePage(client, "mainline-surprises/ima-policy");
    expect(await page.hover("func=BPRM‸_CHECK")).toMatchInlineSnapshot(`
      "**BPRM_CHECK** is asked when a program is executed.

      Does not take \`keyrings\` or \`label\`. The kernel asks for \`MAY_EXEC\` here, and nothing else.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
    expect(await page.hover("func=CRITICAL‸_DATA")).toMatchInlineSnapshot(`
      "**CRITICAL_DATA** is asked when a part of the kernel hands over state to be measured.

      Only for \`measure\` and \`dont_measure\`. Takes \`uid\`, \`label\`, \`template\` and \`pcr\`. Takes \`gid\` and does not look at it.

      Known from Linux 5.12 on.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
  });

  it("a condition, with the configuration that it needs", async () => {
    const page = await Page.open(client, "conditions/ima-policy", "measure func=BPRM_CHECK uid=1000 obj_type=bin_t\n");
    expect(await page.hover("ui‸d=1000")).toMatchInlineSnapshot(`
      "**uid=** compares the real user of the task.

      Goes with every hook but \`SETXATTR_CHECK\`, and without func=. Compared with \`=\`, \`<\` or \`>\`. At most once in a rule. Not together with \`euid\`.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
    expect(await page.hover("obj‸_type")).toMatchInlineSnapshot(`
      "**obj_type=** compares the type part of the label of the file.

      Goes with every hook but \`KEY_CHECK\` and \`CRITICAL_DATA\`, and without func=. At most once in a rule.

      Needs CONFIG_IMA_LSM_RULES.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
  });

  it("a value: the file system of a number, the fields of a template, the owner of a register", async () => {
    const page = await Page.open(
      client,
      "values/ima-policy",
      "measure func=MODULE_CHECK fsmagic=0x1021994 template=ima-modsig pcr=11\nappraise func=MODULE_CHECK appraise_type=imasig|modsig\n",
    );
    expect(await page.hover("0x102‸1994")).toMatchInlineSnapshot(
      `"\`0x1021994\` is \`TMPFS_MAGIC\`: the type \`tmpfs\`, \`devtmpfs\` or \`rootfs\`. Its files are in memory and lost at power off."`,
    );
    expect(await page.hover("ima-mod‸sig")).toMatchInlineSnapshot(`
      "**ima-modsig** records the fields \`d-ng\`, \`n-ng\`, \`sig\`, \`d-modsig\` and \`modsig\`.

      [IMA templates](https://docs.kernel.org/security/IMA-templates.html)"
    `);
    expect(await page.hover("pcr=1‸1")).toMatchInlineSnapshot(`"PCR 11 belongs to systemd."`);
    expect(await page.hover("imasig|mod‸sig")).toMatchInlineSnapshot(`
      "**imasig|modsig** demands a signature, in security.ima or appended to the file.

      From Linux 5.14 on, a hash is enough where EVM verified a portable signature in security.evm.

      Needs CONFIG_IMA_APPRAISE_MODSIG.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
  });

  it("a rule that is never asked", async () => {
    const page = await Page.open(
      client,
      "never/ima-policy",
      "appraise func=BPRM_CHECK appraise_type=imasig\nappraise func=BPRM_CHECK fowner=0\n",
    );
    await page.findings();
    expect(await page.hover("app‸raise func=BPRM_CHECK fowner")).toMatchInlineSnapshot(`
      "Appraises the file when a program is executed, owned by root: a hash or a signature is accepted.

      ---

      ⚠ This rule never decides anything: line 1 comes first and matches all that it matches, and the first appraise or dont_appraise rule that matches is the only one.

      ---

      **appraise** refuses access to the file unless security.ima, or what else the rule accepts, vouches for it; with ima_appraise=log or fix nothing is refused.

      The first \`appraise\` or \`dont_appraise\` rule that matches is the only one that counts.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
  });

  it("a word that no kernel knows, and one of another kernel", async () => {
    const page = await Page.open(
      client,
      "unknown/ima-policy",
      "measure fucn=BPRM_CHECK\nmeasure func=BPRM_CHECK # nothing\n",
    );
    expect(await page.hover("fu‸cn")).toMatchInlineSnapshot(`"No kernel knows \`fucn\`. Did you mean \`func\`?"`);
    expect(await page.hover("# not‸hing")).toBeUndefined();
  });

  it("what the target kernel refuses", async () => {
    const old = await new Client().start(fullCapabilities, { settings: { kernels: ["5.10", "6.1"] } });
    const page = await Page.open(old, "ima-policy", "appraise func=FILE_CHECK digest_type=verity gid=0\n");
    expect(await page.hover("digest‸_type")).toMatchInlineSnapshot(`
      "**digest_type=** takes the fs-verity digest instead of a hash of the content.

      Goes with \`FILE_CHECK\`, \`MMAP_CHECK\`, \`BPRM_CHECK\`, \`CREDS_CHECK\`, \`FIRMWARE_CHECK\` and \`POLICY_CHECK\`, and without func=.

      Known from Linux 5.19 on. **Refused by Linux 5.10** of the target kernels.

      [ABI/testing/ima_policy](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
    expect(await old.stop()).toBe(0);
  });

  it("as plain text, for a client that shows no Markdown", async () => {
    const plain = await new Client().start({ textDocument: { hover: { contentFormat: ["plaintext"] } } });
    const page = await Page.open(plain, "ima-policy", sample("mainline-signed/ima-policy"));
    expect(await page.hover("func=BPRM‸_CHECK")).toMatchInlineSnapshot(`
      "BPRM_CHECK is asked when a program is executed.

      Does not take keyrings or label. The kernel asks for MAY_EXEC here, and nothing else.

      ABI/testing/ima_policy (https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
    expect(await plain.stop()).toBe(0);
  });
});

describe("in the description of a boot", () => {
  it("sections, settings and their values", async () => {
    const page = await samplePage(client, "boots/two-phase-distribution/digest-cache.conf");
    expect(await page.hover("[pha‸se")).toMatchInlineSnapshot(`
      "**[phase]** A stretch of the boot with one rule list and one set of files. Phases follow each other as written.

      In quotes: a name, such as initramfs or rootfs.

      [Documentation of the kernel](https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy)"
    `);
    expect(await page.hover("from-ph‸ase")).toMatchInlineSnapshot(`
      "**from-phase** The phase in which it is loaded; kernel, when the kernel loads it by itself.

      Value: the name of a phase.

      Without it: kernel."
    `);
    expect(await page.hover("signature = app‸ended")).toMatchInlineSnapshot(
      `"**appended** A signature that the kernel's build appends to a module. In a compressed module it is inside, where IMA does not see it before Linux 6.19."`,
    );
  });

  it("names: what becomes of what they name", async () => {
    const good = await samplePage(client, "boots/two-phase-distribution/digest-cache.conf");
    expect(await good.hover('digest-list "rpm‸-*"')).toMatchInlineSnapshot(`
      "The digest list \`rpm-*\`

      - in phase rootfs: counts for appraise and measure rules (rpm-glibc-2.40-1.x86\\_64, rpm-systemd-256-1.x86\\_64)"
    `);
    const bad = await samplePage(client, "boots/deadlock/digest-cache.conf");
    expect(await bad.hover('parser "t‸lv"')).toMatchInlineSnapshot(`
      "The parser \`tlv\`

      - in phase rootfs: cannot be had: line 5 of ima-policy decides about the parser module tlv.ko at MODULE\\_CHECK, and accepts a hash or a signature in security.ima or a digest list: a digest list is to vouch for the module that reads digest lists"
    `);
    expect(await bad.hover('"/sbin‸/init"')).toMatchInlineSnapshot(`
      "The file \`/sbin/init\`

      - in phase rootfs: is refused: line 5 of ima-policy decides about the parser module tlv.ko at MODULE\\_CHECK, and accepts a hash or a signature in security.ima or a digest list: a digest list is to vouch for the module that reads digest lists"
    `);
    expect(await bad.hover('phase "root‸fs"')).toMatchInlineSnapshot(`
      "The phase \`rootfs\`: stuck: 1 cause.

      - line 5 of ima-policy decides about the parser module tlv.ko at MODULE\\_CHECK, and accepts a hash or a signature in security.ima or a digest list: a digest list is to vouch for the module that reads digest lists"
    `);
  });
});

it("in a kernel command line", async () => {
  const text = "root=/dev/sda1 ima_policy=tcb|digest_cache_measure ima_appraise=fix ro\n";
  const page = await Page.open(client, "line/cmdline", text, "kernel-command-line");
  expect(await page.hover("tc‸b")).toMatchInlineSnapshot(
    `"**tcb** Measures programs, executable mappings, what root reads, modules, firmware and policies."`,
  );
  expect(await page.hover("ima_app‸raise")).toMatchInlineSnapshot(`
    "**ima_appraise=** Says what becomes of a file that fails appraisal. The kernel takes it only with CONFIG_IMA_APPRAISE_BOOTPARAM, and not under secure boot.

    - \`enforce\`: Access is denied.
    - \`log\`: Access is granted, and the failure is logged.
    - \`fix\`: Access is granted, and a hash is written to security.ima where none or a wrong one is.
    - \`off\`: Nothing is appraised.

    Without it: enforce."
  `);
  expect(await page.hover("ro‸ot")).toBeUndefined();
});
