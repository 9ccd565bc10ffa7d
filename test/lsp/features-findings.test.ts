/** What is found, as an editor shows it, and what can be done about it. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CodeAction, type Diagnostic, DiagnosticTag } from "vscode-languageserver-protocol";
import { Client, pullingCapabilities, withEdits } from "./client.js";
import { bootFiles, listed, Page, sample, samplePage } from "./features.js";

let client: Client;
beforeAll(async () => {
  client = await new Client(bootFiles("deadlock", "two-phase-distribution")).start(pullingCapabilities);
});
afterAll(async () => {
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
});

let count = 0;
const policy = (text: string) => Page.open(client, `policy-${++count}/ima-policy`, text);
const codes = (findings: readonly Diagnostic[]) => findings.map(({ code }) => code);
const titles = (actions: readonly CodeAction[], kind: string) =>
  actions.filter((action) => action.kind === kind).map(({ title }) => title);
const named = (actions: readonly CodeAction[], start: string) => actions.find(({ title }) => title.startsWith(start));
const all = (page: Page) => page.range(page.text);

describe("findings", () => {
  it("stand where somebody would change something, and say what the kernel does", async () => {
    const page = await samplePage(client, "mainline-surprises/ima-policy");
    expect(listed(page, await page.findings())).toMatchInlineSnapshot(`
      "2: 61267
         syntax/magic-without-prefix: The kernel reads 61267 as 0x61267, which is no file system; in decimal it would be EXT2_SUPER_MAGIC.
         Write 0xef53.
      3: fsname=ext4
         syntax/overridden-value: The kernel forgets "fsname=ext4": the last fsname= of a rule counts.
         Take this one out, or write a rule for each value.
      4: /root
         syntax/ignored-text: The kernel reads the first 36 characters of a UUID and ignores "/root".
         Take it out, and check that the UUID is the one you mean.
      5: uid<0
         kernel/never-matches: The kernel takes this rule, and it never matches: no number is below 0.
         Correct the number, or take the rule out.
      6: measure func=BPRM_CHECK pcr=24
         measure/libraries-not-measured: Programs are measured, and the libraries in them are not: BPRM_CHECK is asked about the file that is executed, and for libraries, those of LD_PRELOAD too, the kernel asks about MMAP_CHECK.
         Add the same rule with func=MMAP_CHECK.
      6: 24
         kernel/pcr-without-tpm: The kernel takes PCR 24, but a TPM has 0 to 23: extending it fails each time the rule matches.
         Choose a PCR of the TPM; 10 is the usual one.
      7: ima,evm
         kernel/misspelled-name: The kernel compares names letter by letter: the comma is a part of the name; names are separated by |.
         Write keyrings=.ima|.evm.
      8: ima-ng
         kernel/template-loses-data: The measurement list will not hold what is measured: KEY_CHECK hands over bytes, and "ima-ng" has no field for them.
         Take template= out: ima-buf is the default here.
      9: SELinux
         kernel/misspelled-name: The kernel compares names letter by letter: "SELinux" is no name that the kernel itself uses.
         Write label=selinux.
      9: gid=0
         kernel/ignored-condition: The kernel takes gid= with CRITICAL_DATA and does not look at it: the rule is for every group.
         Take it out."
    `);
  });

  it("name the places that they rest on, in the other files of the boot too", async () => {
    const page = await samplePage(client, "boots/deadlock/ima-policy");
    const [deadlock] = (await page.findings()).filter(({ code }) => code === "bootstrap/parser-needs-digest-list");
    expect(deadlock && page.shown(deadlock.range)).toBe("appraise func=MODULE_CHECK digest_cache=data");
    expect(deadlock?.relatedInformation).toEqual([
      {
        location: {
          uri: client.uri("boots/deadlock/digest-cache.conf"),
          range: { start: { line: 5, character: 0 }, end: { line: 5, character: "signature = appended".length } },
        },
        message: "tlv.ko has an appended signature, which is not looked at without appraise_type=imasig|modsig",
      },
    ]);
    const unreachable = await policy("appraise func=BPRM_CHECK\nappraise func=BPRM_CHECK uid=0\n");
    const [never] = (await unreachable.findings()).filter(({ code }) => code === "logic/unreachable-rule");
    expect(never?.relatedInformation?.map(({ location }) => location.range.start.line)).toEqual([0]);
  });

  it("are in the description when it is the one to be changed", async () => {
    const page = await Page.open(
      client,
      "description/digest-cache.conf",
      '[kernel]\nversoin = 6.12\n[phase "rootfs"]\npolicy = no-such-file\n[digest-list "a"]\nsigned-by = nobody\n',
      "digest-cache",
    );
    expect(listed(page, await page.findings())).toMatchInlineSnapshot(`
      "2: versoin
         description/unknown-key: [kernel] has no key "versoin", so the line is not used.
         Did you mean "version"?
      4: policy = no-such-file
         bootstrap/unreadable-file: /description/no-such-file is named as a policy, and is none that could be read. imalint goes on as if it were not named.
         Write the name as seen from the directory of this file, or take it out.
      6: nobody
         description/unknown-name: There is no [key "nobody"], so nothing is known of this key, and what it signs proves nothing.
         Describe it in a [key "nobody"] section."
    `);
  });

  it("fade what has no effect, and lead to the page of their check", async () => {
    const page = await policy(
      "appraise func=BPRM_CHECK\nappraise func=BPRM_CHECK uid=0\nmeasure func=CRITICAL_DATA label=selinux gid=0\n" +
        "measure func=PATH_CHECK fsname=ext4 fsname=xfs\n",
    );
    const findings = await page.findings();
    const tagged = (tag: DiagnosticTag) =>
      findings.filter(({ tags }) => tags?.includes(tag)).map(({ range, code }) => `${code}: ${page.shown(range)}`);
    expect(tagged(DiagnosticTag.Unnecessary)).toEqual([
      "logic/unreachable-rule: appraise func=BPRM_CHECK uid=0",
      "kernel/ignored-condition: gid=0",
      "syntax/overridden-value: fsname=ext4",
    ]);
    expect(tagged(DiagnosticTag.Deprecated)).toEqual(["syntax/legacy-name: PATH_CHECK"]);
    for (const { code, codeDescription, source } of findings) {
      expect(source).toBe("imalint");
      expect(codeDescription?.href).toMatch(new RegExp(`/${code}\\.md$`));
      expect(existsSync(fileURLToPath(codeDescription?.href ?? ""))).toBe(true);
    }
  });

  it("of a kernel command line", async () => {
    const text = "root=/dev/sda1 ima_hash=sha-256 ima_policy=tcp ro\n";
    const page = await Page.open(client, "line/cmdline", text, "kernel-command-line");
    expect(listed(page, await page.findings())).toMatchInlineSnapshot(`
      "1: sha-256
         command-line/unknown-hash: The kernel takes no notice of this and hashes with the one that is built in (CONFIG_IMA_DEFAULT_HASH): it knows no algorithm "sha-256".
         Did you mean "sha256"?
      1: tcp
         command-line/unknown-policy: The kernel finds no policy "tcp" and starts without its rules: Linux 7.2 has no such policy.
         Did you mean "tcb"?"
    `);
  });
});

describe("fixes", () => {
  const samples = [
    "deadlock-early-syntax",
    "deadlock-lists-not-appraised",
    "deadlock-module-check",
    "deadlock-order",
    "deadlock-without-func",
    "digest-cache-first-access",
    "digest-cache-wrong-pcr",
    "mainline-crlf",
    "mainline-surprises",
    "mainline-too-new",
    "mainline-typos",
  ];
  it.each(samples)("each fix of %s takes away what it is for", async (name) => {
    const page = await Page.open(client, `fix-${name}/ima-policy`, sample(`${name}/ima-policy`));
    const place = ({ message, code }: Diagnostic) => `${code} ${message}`;
    const before = (await page.findings()).map(place);
    const fixes = (await page.actions(all(page), ["quickfix"])).filter(({ title }) => !title.startsWith("Say in"));
    expect(fixes.length).toBeGreaterThan(0);
    const original = page.text;
    for (const fix of fixes) {
      const [finding] = fix.diagnostics ?? [];
      if (finding === undefined) throw new Error(`${fix.title} is for nothing`);
      expect(before).toContain(place(finding));
      await page.type(withEdits(original, fix.edit?.changes?.[page.uri] ?? []));
      const after = (await page.findings()).map(place);
      const times = (found: readonly string[]) => found.filter((one) => one === place(finding)).length;
      expect(times(after), fix.title).toBeLessThan(times(before));
      await page.type(original);
    }
  });

  it("come first, and then the comments that say that a finding is meant", async () => {
    const page = await policy("measure func=BRPM_CHECK\nmeasure func=PATH_CHECK\n");
    const actions = await page.actions(all(page));
    expect(actions.map(({ title }) => title)).toMatchInlineSnapshot(`
      [
        "Replace with "BPRM_CHECK"",
        "Replace with "FILE_CHECK"",
        "Say in a comment that syntax/unknown-hook is meant here",
        "Say in a comment that syntax/legacy-name is meant here",
        "Fix all problems that have a safe fix",
      ]
    `);
    expect(actions.find(({ isPreferred }) => isPreferred)?.title).toBe('Replace with "BPRM_CHECK"');
  });

  it("are those of the place that is asked for", async () => {
    const page = await policy("measure func=BRPM_CHECK\nmeasure func=FILE_CHEK\n");
    expect(titles(await page.actions(page.range("FILE_CHEK")), "quickfix")).toEqual([
      'Replace with "FILE_CHECK"',
      "Say in a comment that syntax/unknown-hook is meant here",
    ]);
  });

  it("all safe ones at once", async () => {
    const page = await Page.open(client, "all/ima-policy", sample("mainline-typos/ima-policy"));
    const [action] = await page.actions(all(page), ["source.fixAll"]);
    expect(await page.after(action)).toMatchInlineSnapshot(`
      "# A policy as it is typed on a Friday.
      dont_measure fsmagic=0x1021994
      measure func=BPRM_CHECK
      measure func=BPRM_CHECK mask=MAY_EXEC
      measure func=MMAP_CHECK mask=MAY_EXECUTE
      measure func=FILE_CHECK mask=MAY_READ|MAY_WRITE uid=0
      measure func=FILE_CHECK mask=^MAY_READ uid=0
      measure func=FILE_CHECK mask=^MAY_READ uid>999
      measure func=FILE_CHECK uid=0 fowner!=0
      appraise func=MODULE_CHECK appraise_type=imasig|modsig
      measure func=KEY_CHECK template=ima-buf
      appraise func=SETXATTR_CHECK appraise_algos=sha256,sha512
      measure appraise func=POLICY_CHECK
      "
    `);
    // Nothing to fix: no action, unless it is asked for by its name, as when a file is saved.
    const clean = await samplePage(client, "mainline-signed/ima-policy");
    expect(titles(await clean.actions(all(clean)), "source.fixAll.imalint")).toEqual([]);
    expect(await clean.after((await clean.actions(all(clean), ["source.fixAll.imalint"]))[0])).toBe(clean.text);
  });
});

describe("what is meant", () => {
  it("is said in a comment, with the reason to be written", async () => {
    const page = await policy("# Programs.\nmeasure func=BPRM_CHECK\ndont_measure fsname=nfs\n");
    const before = codes(await page.findings());
    expect(before).toContain("logic/late-exception");
    const suppress = named(
      await page.actions(page.range("dont_measure fsname=nfs"), ["quickfix"]),
      "Say in a comment that logic/late-exception",
    );
    await page.type(await page.after(suppress));
    expect(page.text).toBe(
      "# Programs.\nmeasure func=BPRM_CHECK\n# imalint-ignore logic/late-exception: WHY THIS IS MEANT\ndont_measure fsname=nfs\n",
    );
    expect(codes(await page.findings())).toEqual(before.filter((code) => code !== "logic/late-exception"));
  });

  it("in a description too", async () => {
    const page = await Page.open(
      client,
      "meant/digest-cache.conf",
      '[phase "rootfs"]\npolicy = no-such-file\n',
      "digest-cache",
    );
    const [finding] = await page.findings();
    if (finding === undefined) throw new Error("nothing found");
    const suppress = named(await page.actions(finding.range, ["quickfix"]), `Say in a comment that ${finding.code}`);
    await page.type(await page.after(suppress));
    expect(codes(await page.findings())).not.toContain(finding.code);
  });
});

describe("changes that nobody has to make", () => {
  it("a file system by its number or by its name", async () => {
    const page = await policy("dont_measure fsmagic=0x9fa0\n");
    const byName = await page.actions(page.range("0x9fa0"), ["refactor"]);
    expect(byName.map(({ title }) => title)).toEqual(["Write fsname=proc"]);
    await page.type(await page.after(byName[0]));
    expect(page.text).toBe("dont_measure fsname=proc\n");
    const byNumber = await page.actions(page.range("proc"), ["refactor"]);
    expect(await page.after(byNumber[0])).toBe("dont_measure fsmagic=0x9fa0\n");
    // One number for three types: the rule would be another one.
    const several = await policy("dont_measure fsmagic=0x1021994\n");
    expect(await several.actions(all(several), ["refactor"])).toEqual([]);
  });

  it("what was taken for granted is written down, or that it is otherwise", async () => {
    const page = await samplePage(client, "boots/deadlock/digest-cache.conf");
    const actions = await page.actions(page.range('[parser "tlv"]'), ["refactor"]);
    expect(actions.map(({ title }) => title)).toMatchInlineSnapshot(`
      [
        "Write down in [parser "tlv"]: load = module (as is taken for granted: the parser tlv is a kernel module)",
        "Write down in [parser "tlv"]: load = builtin (not as is taken for granted: the parser tlv is a kernel module)",
      ]
    `);
    expect(await page.after(actions[0])).toContain("digest-list = tlv-main\nload = module\n");
    expect(await page.after(actions[1])).toContain("digest-list = tlv-main\nload = builtin\n");
  });

  it("from the policy, where its result rests on it", async () => {
    const conf = sample("boots/deadlock/digest-cache.conf").replace("signature = appended\n", "");
    const description = await Page.open(client, "fact/digest-cache.conf", conf, "digest-cache");
    const page = await Page.open(client, "fact/ima-policy", sample("boots/deadlock/ima-policy"));
    expect(codes(await page.findings())).toContain("bootstrap/parser-needs-digest-list");
    const actions = await page.actions(page.range("appraise func=MODULE_CHECK"), ["refactor.rewrite"]);
    expect(actions.map(({ title }) => title)).toMatchInlineSnapshot(`
      [
        "Write down in [parser "tlv"]: signature = appended (as is taken for granted: the module of the parser tlv has an appended signature and no security.ima)",
        "Write down in [parser "tlv"]: signature = appended imasig (not as is taken for granted: the module of the parser tlv has an appended signature and no security.ima)",
      ]
    `);
    await description.type(description.edited(actions.at(-1)?.edit));
    expect(codes(await page.findings())).not.toContain("bootstrap/parser-needs-digest-list");
  });
});
