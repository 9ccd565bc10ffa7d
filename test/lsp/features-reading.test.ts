/** What an editor shows in and around a text: hints, colours, outlines, folds, links and lines above. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CodeLensRequest,
  DocumentLinkRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  InlayHintRequest,
  type Range,
  type SelectionRange,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
} from "vscode-languageserver-protocol";
import { Client, pullingCapabilities } from "./client.js";
import { bootFiles, Page, samplePage } from "./features.js";

let client: Client;
beforeAll(async () => {
  client = await new Client(bootFiles("deadlock", "two-phase-distribution")).start(pullingCapabilities);
});
afterAll(async () => {
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
});

const all = (page: Page) => page.range(page.text);
let count = 0;
const policy = (text: string) => Page.open(client, `policy-${++count}/ima-policy`, text);

describe("hints", () => {
  /** The text with its hints in it. */
  async function hinted(page: Page, range: Range = all(page)): Promise<string> {
    const { textDocument } = page;
    const hints = (await client.connection.sendRequest(InlayHintRequest.type, { textDocument, range })) ?? [];
    const lines = page.text.split("\n");
    for (const { position, label } of [...hints].reverse()) {
      const line = lines[position.line] ?? "";
      const inside = `${line.slice(0, position.character)} «${label}»${line.slice(position.character)}`;
      lines[position.line] = inside;
    }
    return lines.join("\n");
  }

  it("name file systems, and say what becomes of rules that decide nothing", async () => {
    const page = await policy(
      [
        "dont_measure fsmagic=0x9fa0 uid=0",
        "dont_measure fsmagic=0x1021994",
        "measure func=BPRM_CHECK",
        "measure func=BPRM_CHECK uid=0",
        "measure func=BPRM_CHECK",
        "dont_measure func=BPRM_CHECK fsname=nfs",
        "",
      ].join("\n"),
    );
    // Just opened: what compares rules is waited for.
    expect(await hinted(page)).toMatchInlineSnapshot(`
      "dont_measure fsmagic=0x9fa0 «proc» uid=0
      dont_measure fsmagic=0x1021994 «tmpfs/devtmpfs/rootfs»
      measure func=BPRM_CHECK
      measure func=BPRM_CHECK uid=0 «unreachable: decided by line 3»
      measure func=BPRM_CHECK «same as line 3»
      dont_measure func=BPRM_CHECK fsname=nfs «too late: line 3 comes first»
      "
    `);
    expect(await hinted(page, page.range("dont_measure fsmagic=0x1021994"))).not.toContain("proc");
  });

  it("say in a description what was found out about names", async () => {
    expect(
      await hinted(
        await Page.open(
          client,
          "hints/digest-cache.conf",
          '[parser "tlv"]\nload = absent\n[phase "rootfs"]\npolicy = builtin\nparsers = tlv\ndigest-lists = tlv-a\n[digest-list "tlv-a"]\nsignature = none\n[kernel]\ncmdline = ima_policy=tcb|digest_cache_measure\n',
          "digest-cache",
        ),
      ),
    ).toMatchInlineSnapshot(`
      "[parser "tlv"]
      load = absent
      [phase "rootfs"]
      policy = builtin
      parsers = tlv «tlv: cannot be had»
      digest-lists = tlv-a «tlv-a: vouches for nothing»
      [digest-list "tlv-a"]
      signature = none
      [kernel]
      cmdline = ima_policy=tcb|digest_cache_measure
      "
    `);
  });
});

describe("colours", () => {
  it("are the same whole, by parts, and by what changed", async () => {
    const page = await samplePage(client, "boots/two-phase-distribution/ima-policy");
    const { textDocument } = page;
    const whole = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    if (whole?.resultId === undefined) throw new Error("no tokens");
    const lines = page.text.split("\n");
    const parts: number[] = [];
    let last = { line: 0, character: 0 };
    for (const [line, text] of lines.entries()) {
      const range = { start: { line, character: 0 }, end: { line, character: text.length } };
      const part = await client.connection.sendRequest(SemanticTokensRangeRequest.type, { textDocument, range });
      let character = 0;
      for (let at = 0; at < (part?.data.length ?? 0); at += 5) {
        const [down = 0, right = 0, ...rest] = part?.data.slice(at, at + 5) ?? [];
        expect(at === 0 ? down : 0).toBe(at === 0 ? line : down);
        character = at === 0 ? right : character + right;
        parts.push(line - last.line, line === last.line ? character - last.character : character, ...rest);
        last = { line, character };
      }
    }
    expect(parts).toEqual(whole.data);
    await page.type(page.text.replace("pcr=12", "pcr=13 uid=0"));
    const delta = await client.connection.sendRequest(SemanticTokensDeltaRequest.type, {
      textDocument,
      previousResultId: whole.resultId,
    });
    if (delta === null || !("edits" in delta)) throw new Error("no edits");
    const patched = [...whole.data];
    for (const { start, deleteCount, data = [] } of delta.edits) patched.splice(start, deleteCount, ...data);
    const now = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    expect(patched).toEqual(now?.data);
    expect(delta.edits.reduce((size, { data = [] }) => size + data.length, 0)).toBeLessThan(patched.length / 4);
  });

  /** Each token as it is written, with what it is. */
  async function coloured(page: Page): Promise<string[]> {
    const { textDocument } = page;
    const { legend } = client.result?.capabilities.semanticTokensProvider ?? {};
    const tokens = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    const lines = page.text.split("\n");
    const shown: string[] = [];
    let line = 0;
    let character = 0;
    for (let at = 0; at < (tokens?.data.length ?? 0); at += 5) {
      const [down = 0, right = 0, length = 0, type = 0, bits = 0] = tokens?.data.slice(at, at + 5) ?? [];
      line += down;
      character = down > 0 ? right : character + right;
      const modifiers = legend?.tokenModifiers.filter((_, bit) => (bits & (1 << bit)) !== 0) ?? [];
      const text = lines[line]?.slice(character, character + length);
      shown.push(`${text} ${[legend?.tokenTypes[type], ...modifiers].join(".")}`);
    }
    return shown;
  }

  it("tell what each word is to the kernel", async () => {
    const page = await policy(
      "# Programs.\ndont_measure func=PATH_CHECK fsmagic=0x9fa0 obj_type=bin_t nonsense\nappraise func=BPRM_CHECK uid>1000 appraise_type=imasig # all\n",
    );
    expect(await coloured(page)).toMatchInlineSnapshot(`
      [
        "# Programs. comment",
        "dont_measure keyword.negative",
        "func property",
        "= operator",
        "PATH_CHECK function.deprecated",
        "fsmagic property",
        "= operator",
        "0x9fa0 number",
        "obj_type property",
        "= operator",
        "bin_t string",
        "nonsense variable.unknown",
        "appraise keyword",
        "func property",
        "= operator",
        "BPRM_CHECK function",
        "uid property",
        "> operator",
        "1000 number",
        "appraise_type property",
        "= operator",
        "imasig enumMember",
        "# all comment",
      ]
    `);
  });

  it("of a description and a command line", async () => {
    const conf = await Page.open(
      client,
      "colours/digest-cache.conf",
      '# Here.\n[phase "rootfs"]\npolicy = builtin\nowner = 0\nfile-system = ext4\n[kernel]\ncmdline = ima_policy=tcb\n',
      "digest-cache",
    );
    expect(await coloured(conf)).toMatchInlineSnapshot(`
      [
        "# Here. comment",
        "phase namespace.declaration",
        "rootfs variable.declaration",
        "policy property",
        "= operator",
        "builtin enumMember",
        "owner property.unknown",
        "= operator",
        "0 string.unknown",
        "file-system property",
        "= operator",
        "ext4 enumMember",
        "kernel namespace.declaration",
        "cmdline property",
        "= operator",
        "ima_policy property",
        "= operator",
        "tcb enumMember",
      ]
    `);
    const line = await Page.open(
      client,
      "colours/cmdline",
      "ro ima_policy=tcb ima_hash=sha256\n",
      "kernel-command-line",
    );
    expect(await coloured(line)).toMatchInlineSnapshot(`
      [
        "ima_policy property",
        "= operator",
        "tcb enumMember",
        "ima_hash property",
        "= operator",
        "sha256 enumMember",
      ]
    `);
  });
});

describe("the shape of a text", () => {
  const outlined = (symbols: readonly DocumentSymbol[], indent = ""): string =>
    symbols
      .map(({ name, detail, children = [] }) =>
        [indent + [name, detail].filter(Boolean).join("  "), outlined(children, `${indent}  `)]
          .filter(Boolean)
          .join("\n"),
      )
      .join("\n");
  const symbols = async ({ textDocument }: Page) =>
    ((await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument })) ?? []) as DocumentSymbol[];
  const folds = async ({ textDocument }: Page) =>
    ((await client.connection.sendRequest(FoldingRangeRequest.type, { textDocument })) ?? []).map(
      ({ startLine, endLine, kind }) => [startLine + 1, endLine + 1, ...(kind === undefined ? [] : [kind])].join(" "),
    );

  it("of a policy: sections by their comments, and rules in them", async () => {
    const page = await samplePage(client, "boots/two-phase-distribution/ima-policy");
    expect(outlined(await symbols(page))).toMatchInlineSnapshot(`
      "Digest lists are measured and appraised when they are read.
        measure DIGEST_LIST_CHECK  pcr=12
        appraise DIGEST_LIST_CHECK  appraise_type=imasig|modsig
      Modules: a signature of the kernel's build is enough, so the parsers load.
        measure MODULE_CHECK  digest_cache=data pcr=12
        appraise MODULE_CHECK  digest_cache=data appraise_type=imasig|modsig
      Programs and libraries: what the lists have is not measured one by one.
        measure BPRM_CHECK  digest_cache=data pcr=12
        appraise BPRM_CHECK  digest_cache=data
        measure MMAP_CHECK  digest_cache=data pcr=12
        appraise MMAP_CHECK  digest_cache=data
      What comes later is signed.
        appraise POLICY_CHECK  appraise_type=imasig
        appraise KEXEC_KERNEL_CHECK  appraise_type=imasig|modsig"
    `);
    expect(await folds(page)).toEqual(["1 3", "5 7", "9 13", "15 17"]);
    const commented = await policy("# One.\n# Two.\n# Three.\n\nmeasure func=BPRM_CHECK\n");
    expect(await folds(commented)).toEqual(["1 5", "1 3 comment"]);
  });

  it("of a description: sections and settings", async () => {
    const page = await samplePage(client, "boots/deadlock/digest-cache.conf");
    expect(outlined(await symbols(page))).toMatchInlineSnapshot(`
      "[kernel]
        version  6.12
      [parser "tlv"]
        signature  appended
        digest-list  tlv-main
      [phase "rootfs"]
        policy  ima-policy
        file-system  ext4
      [digest-list "tlv-main"]
        signature  appended
      [file "/sbin/init"]
        digest-list  tlv-main
        libraries  /lib/ld.so
      [file "/lib/ld.so"]
        digest-list  tlv-main"
    `);
    expect(await folds(page)).toEqual(["1 2", "5 7", "9 11", "13 14", "16 18", "20 21"]);
  });

  async function selected(page: Page, marked: string): Promise<string[]> {
    const [range] =
      (await client.connection.sendRequest(SelectionRangeRequest.type, {
        textDocument: page.textDocument,
        positions: [page.at(marked)],
      })) ?? [];
    const found: string[] = [];
    for (let one: SelectionRange | undefined = range; one !== undefined; one = one.parent)
      found.push(page.shown(one.range));
    return found;
  }

  it("is selected from the inside out", async () => {
    const page = await policy(
      "# Modules.\nappraise func=MODULE_CHECK appraise_type=imasig|modsig\n\n# Rest.\nmeasure\n",
    );
    expect(await selected(page, "ima‸sig")).toMatchInlineSnapshot(`
      [
        "imasig|modsig",
        "appraise_type=imasig|modsig",
        "appraise func=MODULE_CHECK appraise_type=imasig|modsig",
        "# Modules.
      appraise func=MODULE_CHECK appraise_type=imasig|modsig",
        "# Modules.
      appraise func=MODULE_CHECK appraise_type=imasig|modsig

      # Rest.
      measure
      ",
      ]
    `);
    const conf = await Page.open(
      client,
      "sel/digest-cache.conf",
      '[phase "rootfs"]\nparsers = tlv rpm\n',
      "digest-cache",
    );
    expect(await selected(conf, "t‸lv")).toMatchInlineSnapshot(`
      [
        "tlv",
        "tlv rpm",
        "parsers = tlv rpm",
        "[phase "rootfs"]
      parsers = tlv rpm",
        "[phase "rootfs"]
      parsers = tlv rpm
      ",
      ]
    `);
  });
});

describe("lines above", () => {
  const above = async ({ textDocument }: Page) =>
    ((await client.connection.sendRequest(CodeLensRequest.type, { textDocument })) ?? []).map(
      ({ range, command }) => `${range.start.line + 1}: ${command?.title}`,
    );

  it("a section of a policy: the hooks that it decides", async () => {
    expect(await above(await samplePage(client, "mainline-signed/ima-policy"))).toMatchInlineSnapshot(`
      [
        "1: dont_appraise: every hook with a file (9 rules)",
        "12: appraise: BPRM_CHECK, MMAP_CHECK (2 rules)",
        "15: appraise: MODULE_CHECK, KEXEC_KERNEL_CHECK, POLICY_CHECK (3 rules)",
      ]
    `);
  });

  it("the phases of a boot: what becomes of them, also while the policy is changed", async () => {
    const conf = await samplePage(client, "boots/deadlock/digest-cache.conf");
    expect(await above(conf)).toEqual([
      "1: This machine does not boot: it stops in phase rootfs.",
      "9: stuck: 1 cause",
    ]);
    const page = await samplePage(client, "boots/deadlock/ima-policy");
    await page.type(page.text.replace("MODULE_CHECK", "MODULE_CHECK appraise_type=imasig|modsig"));
    expect(await above(conf)).toMatchInlineSnapshot(`
      [
        "1: This machine boots, and all files that are described can be used.",
        "9: boots",
      ]
    `);
    expect(
      await above(await samplePage(client, "boots/two-phase-distribution/digest-cache.conf")),
    ).toMatchInlineSnapshot(`
      [
        "1: This machine boots, and all files that are described can be used.",
        "20: boots",
        "27: boots",
      ]
    `);
  });
});

it("links lead to the files of the boot, and to the documentation of the kernel", async () => {
  const page = await samplePage(client, "boots/two-phase-distribution/digest-cache.conf");
  const { textDocument } = page;
  const links = (await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument })) ?? [];
  const shown = links.map(({ range, target }) => `${page.shown(range)} ${target?.replace(client.uri("boots"), "")}`);
  expect(shown).toMatchInlineSnapshot(`
    [
      "kernel https://docs.kernel.org/admin-guide/kernel-parameters.html",
      "config-6.12 /two-phase-distribution/config-6.12",
      "cmdline /two-phase-distribution/cmdline",
      "parser https://docs.kernel.org/admin-guide/module-signing.html",
      "parser https://docs.kernel.org/admin-guide/module-signing.html",
      "phase https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy",
      "phase https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy",
      "ima-policy /two-phase-distribution/ima-policy",
    ]
  `);
});
