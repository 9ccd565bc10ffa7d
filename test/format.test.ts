/** The layout never changes what a text means. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BootFile, hooks, isLsmKey, keys, type Loader, parseBootFile, parsePolicy } from "../grammar/index.js";
import { lint } from "../server/checks/lint.js";
import { formatBootFile, formatEdits, formatPolicy, formatPolicyLines } from "../server/format/index.js";
import { decide, entryKey, root } from "../server/policy/index.js";

const runs = Number(process.env.IMALINT_FORMATS ?? 300);

const values: Readonly<Record<string, readonly string[]>> = {
  func: ["BPRM_CHECK", "MODULE_CHECK", "KEXEC_KERNEL_CHECK", "FILE_CHECK", "PATH_CHECK", "KEY_CHECK", "BOGUS"],
  mask: ["MAY_READ", "^MAY_EXEC", "may_read"],
  fsmagic: ["0x9fa0", "0", "xyz"],
  fsname: ["ext4", "tmpfs", "a#b"],
  fsuuid: ["8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6", "00000000-0000-0000-0000-000000000000", "1"],
  appraise_type: ["imasig", "imasig|modsig", "sigv3", "meta_immutable", "modsig"],
  digest_type: ["verity", "ima"],
  digest_cache: ["data", "content", "x"],
  appraise_algos: ["sha256", "sha256,sha512", "nohash"],
  appraise_flag: ["check_blacklist", "x"],
  template: ["ima-ng", "ima-modsig", "x"],
  pcr: ["10", "11", "99"],
  keyrings: [".ima|.evm", ".ima|"],
  label: ["selinux", "|"],
};
const actions = ["measure", "dont_measure", "appraise", "dont_appraise", "audit", "dont_audit", "hash"];

const word = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .constantFrom(...keys)
      .chain((key) =>
        key.operators === ""
          ? fc.constant(key.name)
          : fc
              .tuple(
                fc.constantFrom(...key.operators),
                fc.constantFrom(...(values[key.name] ?? ["0", "1000", "label_t", ""])),
              )
              .map(([operator, value]) => `${key.name}${operator}${value}`),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("x", "func", "path=/a", "=", "/etc/ima", "\ufeff", "uid\u00a0=0", "#", "a#"),
  },
);
const blank = fc.constantFrom(" ", "  ", "\t", " \t ");
const rule = fc
  .tuple(fc.constantFrom(...actions), fc.array(word, { maxLength: 5 }), fc.nat(6), fc.array(blank, { maxLength: 8 }))
  .map(([action, words, at, blanks]) => {
    const all = [...words];
    // Mostly in front, and mostly once.
    all.splice(at > 3 ? at - 3 : 0, 0, action);
    return all.map((text, index) => `${index === 0 ? "" : (blanks[index] ?? " ")}${text}`).join("");
  });
/** Rules that kernels take, mostly. */
const goodRule = fc
  .tuple(
    fc.constantFrom(...actions),
    fc.shuffledSubarray([
      "func=MODULE_CHECK",
      "mask=MAY_READ",
      "fsmagic=0x9fa0",
      "fsname=ext4",
      "fsname=tmpfs",
      "uid=0",
      "fowner>10",
      "obj_type=x_t",
      "appraise_type=imasig",
      "appraise_type=sigv3",
      "appraise_type=imasig|modsig",
      "digest_type=verity",
      "digest_cache=data",
      "permit_directio",
      "pcr=10",
      "pcr=12",
      "template=ima-ng",
      "appraise_algos=sha256",
    ]),
    fc.nat(20),
  )
  .map(([action, words, at]) => {
    const kept = words.slice(0, 6);
    kept.splice(at > 16 ? at - 16 : 0, 0, action);
    return kept.join(" ");
  });
const line = fc.oneof(
  { weight: 4, arbitrary: rule },
  { weight: 4, arbitrary: goodRule },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom("", " ", "\t"), goodRule).map(([indent, text]) => indent + text) },
  { weight: 2, arbitrary: fc.tuple(goodRule, blank).map(([text, between]) => `${text}${between}# why  `) },
  { weight: 3, arbitrary: fc.constantFrom("", "", " ", "\t", "# text", "  # text \t", "#", "\r", " \0", "\ufeff") },
  { weight: 1, arbitrary: goodRule.map((text) => `${text}\r`) },
  { weight: 1, arbitrary: fc.tuple(goodRule, rule).map(([a, b]) => `${a}\0 ${b}  ${a}`) },
  { weight: 1, arbitrary: goodRule.map((text) => `${text}${" ".repeat(4095 - text.length)} uid=0`) },
);
const policy = fc
  .tuple(fc.array(line, { maxLength: 7 }), fc.constantFrom("\n", "\n", "\n", "", " "))
  .map(([lines, end]) => lines.join("\n") + end);

const kernels = ["5.4", "5.7", "5.10", "6.1", "6.12", "7.0", "7.1", "7.2"];

/** Why kernels refuse a text: of each rule, and of the file. */
function refusals(text: string, loader: Loader, dialect: "mainline" | "digest-cache" | "openeuler"): string[] {
  const { rules } = parsePolicy(text, loader);
  const { files } = lint([{ path: "policy", text, language: "ima-policy" }], { kernels, loader, dialect });
  return (files[0]?.findings ?? [])
    .filter(({ kernelRejects, check }) => kernelRejects && check !== "syntax/missing-final-newline")
    .map(({ check, message, kernels: those, range }) => {
      const at = rules.findIndex(({ span }) => range.start.offset >= span.start && range.start.offset <= span.end);
      const inRule = check === "syntax/byte-order-mark" || check === "syntax/trailing-comment" ? "" : at;
      return `${inRule} ${check} ${those?.join()} ${message}`;
    })
    .sort();
}

function entries(text: string, loader: Loader): (string | undefined)[] {
  return parsePolicy(text, loader).rules.map(({ entry }) => entry && entryKey(entry));
}

function decisions(text: string): unknown[] {
  const parsed = parsePolicy(text);
  return hooks.map((hook) => {
    const { families, ...rest } = decide(parsed, {
      hook: hook.name,
      mask: ["MAY_READ"],
      user: root,
      group: root,
      fileSystem: { magic: "9fa0", type: "tmpfs", subtype: "x", uuid: "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6" },
      owner: 0,
      fileGroup: 0,
      labels: Object.fromEntries(keys.filter(isLsmKey).map(({ name }) => [name, "x_t"])),
      keyring: ".ima",
      criticalData: "selinux",
      parser: false,
    });
    return {
      ...rest,
      families: Object.values(families).map((made) => [made.outcome, made.rule && parsed.rules.indexOf(made.rule)]),
    };
  });
}

function commentsOf(text: string): string[] {
  return parsePolicy(text)
    .syntax.lines.flatMap(({ comment }) => comment?.text.replace(/[ \t]+$/, "") ?? [])
    .sort();
}

describe("policies", () => {
  it.each([
    ["measure   func=BPRM_CHECK\t uid=0", "measure func=BPRM_CHECK uid=0\n"],
    ["  measure  \n\n\n\tappraise \n\n", "measure\n\nappraise\n"],
    ["uid=0 func=BPRM_CHECK measure\n", "measure func=BPRM_CHECK uid=0\n"],
    ["template=ima-ng  measure\n", "template=ima-ng measure\n"],
    ["pcr=10 measure\n", "pcr=10 measure\n"],
    [
      "appraise appraise_type=imasig|modsig func=MODULE_CHECK\n",
      "appraise appraise_type=imasig|modsig func=MODULE_CHECK\n",
    ],
    ["appraise appraise_type=imasig func=MODULE_CHECK\n", "appraise func=MODULE_CHECK appraise_type=imasig\n"],
    [
      "appraise appraise_type=imasig digest_type=verity func=BPRM_CHECK\n",
      "appraise func=BPRM_CHECK appraise_type=imasig digest_type=verity\n",
    ],
    ["measure fsname=b func=BPRM_CHECK fsname=a\n", "measure func=BPRM_CHECK fsname=b fsname=a\n"],
    ["measure path=/x   func=BPRM_CHECK\n", "measure path=/x func=BPRM_CHECK\n"],
    ["measure #a\ndont_measure uid=0 \t# b \naudit\n", "measure            #a\ndont_measure uid=0 # b\naudit\n"],
    ["measure # a\n\nmeasure uid=0 # b\n", "measure # a\n\nmeasure uid=0 # b\n"],
    ["measure  uid=0\r\n  audit\r\n", "measure  uid=0\r\n  audit\r\n"],
    ["measure  uid=0\0 audit\n", "measure  uid=0\0 audit\n"],
    ["", ""],
    [" \n\n", "\n"],
    [" #  a  # b\n", "#  a  # b\n"],
  ])("%j", (before, after) => {
    expect(formatPolicy(before)).toBe(after);
  });

  it("keeps what kernels refuse, and why", () => {
    fc.assert(
      fc.property(
        policy,
        fc.constantFrom<Loader>("path", "write"),
        fc.constantFrom("mainline", "digest-cache", "openeuler"),
        (text, loader, dialect) => {
          expect(refusals(formatPolicy(text), loader, dialect)).toEqual(refusals(text, loader, dialect));
        },
      ),
      { numRuns: runs },
    );
  });

  it("keeps entries, decisions and comments, and is done at once", () => {
    fc.assert(
      fc.property(policy, (text) => {
        const formatted = formatPolicy(text);
        for (const loader of ["path", "write"] as const)
          expect(entries(formatted, loader)).toEqual(entries(text, loader));
        expect(decisions(formatted)).toEqual(decisions(text));
        expect(commentsOf(formatted)).toEqual(commentsOf(text));
        expect(formatPolicy(formatted)).toBe(formatted);
      }),
      { numRuns: runs * 4 },
    );
  });

  it("of some lines changes no others", () => {
    expect(formatPolicyLines("measure  uid=0\nmeasure  uid=1\n\n\nmeasure  uid=2", 2, 3)).toBe(
      "measure  uid=0\nmeasure uid=1\n\nmeasure  uid=2",
    );
    fc.assert(
      fc.property(policy, (text) => {
        expect(formatPolicyLines(text, 1, Number.POSITIVE_INFINITY)).toBe(formatPolicy(text));
        expect(formatPolicyLines(text, 0, 0)).toBe(text);
      }),
    );
  });
});

const samples = fileURLToPath(new URL("../samples/", import.meta.url));
const bootFiles = readdirSync(samples, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("digest-cache.conf"))
  .map((path) => readFileSync(samples + path, "utf8"));

/** What a text says, without places. */
function meaning({ sections, faults, comments }: BootFile) {
  return {
    sections: sections.map(({ kind, name, spec, settings }) => ({
      kind: kind.text,
      name: name?.text,
      spec: spec?.kind,
      settings: settings.map(({ key, spec: keySpec, value, words }) => ({
        key: key.text,
        spec: keySpec?.name,
        value: value.text,
        words: words.map((one) => one.text),
      })),
    })),
    faults: faults.map((fault) => fault.kind),
    comments: comments.map((comment) => comment.text),
  };
}

const confPiece = fc.constantFrom(
  ...'[]=#;\\"ab \t\r\n\n'.split(""),
  "\ufeff",
  "\\\n",
  "\\\r\n",
  "\\ \n",
  "\n# c\n",
  '"a b"',
  "\n[kernel]\n",
  '\n[parser "tlv"]\n',
  "\n[ phase initramfs ] \n",
  "\nversion = 6.12\n",
  "\n cmdline=ima_policy=tcb  quiet \\\n  x\n",
  '\nfiles = "/a b" /c \\\n# in between \n /d\n',
);
const conf = fc.oneof(
  fc.array(confPiece, { maxLength: 25 }).map((pieces) => pieces.join("")),
  fc
    .tuple(fc.constantFrom(...bootFiles), fc.array(fc.tuple(fc.nat(), fc.nat(4), confPiece), { maxLength: 4 }))
    .map(([text, changes]) =>
      changes.reduce((now, [at, length, piece]) => {
        const place = at % (now.length + 1);
        return now.slice(0, place) + piece + now.slice(place + length);
      }, text),
    ),
);

describe("descriptions of boots", () => {
  it.each([
    ["[kernel]\nversion=6.12\n", "[kernel]\nversion = 6.12\n"],
    [
      "\n\n[ kernel ]\n  version  =   6.12  \n# of it\n[parser tlv]\n\n\n\nload=module",
      '[kernel]\nversion = 6.12\n\n# of it\n[parser "tlv"]\n\nload = module\n',
    ],
    [
      '[phase "a"]\ndigest-lists=a\\\n# why\n\t\tb  \\\n c\n',
      '[phase "a"]\ndigest-lists = a\\\n# why\n    b  \\\n    c\n',
    ],
    ["[kernel]\n  # late\nno equals  here\n", "[kernel]\n  # late\nno equals  here\n"],
    ['[kernel]\r\nversion=6.12\r\n[phase "a"]\r\n', '[kernel]\r\nversion = 6.12\r\n\r\n[phase "a"]\r\n'],
    ["[kernel]\ncmdline=a\\", "[kernel]\ncmdline = a\\ \n"],
    ['[kernel]\ncmdline="a  b"\n', '[kernel]\ncmdline = "a  b"\n'],
    ["", ""],
  ])("%j", (before, after) => {
    expect(formatBootFile(before)).toBe(after);
  });

  it("keeps what they say, and is done at once", () => {
    fc.assert(
      fc.property(conf, (text) => {
        const formatted = formatBootFile(text);
        expect(meaning(parseBootFile(formatted))).toEqual(meaning(parseBootFile(text)));
        expect(formatBootFile(formatted)).toBe(formatted);
      }),
      { numRuns: runs * 10 },
    );
  });
});

describe("edits", () => {
  const applied = (text: string, after: string) => {
    let at = 0;
    let result = "";
    for (const { span, newText } of formatEdits(text, after)) {
      expect(span.start).toBeGreaterThanOrEqual(at);
      result += text.slice(at, span.start) + newText;
      at = span.end;
    }
    return result + text.slice(at);
  };

  it("make one text of the other", () => {
    fc.assert(
      fc.property(policy, conf, (text, other) => {
        expect(applied(text, formatPolicy(text))).toBe(formatPolicy(text));
        expect(applied(other, formatBootFile(other))).toBe(formatBootFile(other));
        expect(applied(text, other)).toBe(other);
      }),
      { numRuns: runs },
    );
  });

  it("are no larger than what changes", () => {
    expect(formatEdits("measure  uid=0\n\n\naudit\n", "measure uid=0\n\naudit\n")).toEqual([
      { span: { start: 8, end: 9 }, newText: "" },
      { span: { start: 16, end: 17 }, newText: "" },
    ]);
    expect(formatEdits("a\n[b]\n", "a\n\n[b]\n")).toEqual([{ span: { start: 2, end: 2 }, newText: "\n" }]);
    expect(formatEdits("a\n", "a\n")).toEqual([]);
  });
});

it("takes very long texts", () => {
  for (const text of [
    "a=\\\n# c\n".repeat(130_000),
    " ".repeat(300_000),
    "\0".repeat(100_000),
    `a=${" \t\r".repeat(100_000)}b`,
    `measure ${"# ".repeat(100_000)}`,
  ]) {
    for (const format of [formatPolicy, formatBootFile]) {
      const formatted = format(text);
      expect(format(formatted)).toBe(formatted);
      expect(() => formatEdits(text, formatted)).not.toThrow();
    }
  }
});
