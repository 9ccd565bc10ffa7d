import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BootFileParser } from "../grammar/digest-cache/parser.js";
import { createConfLexer } from "../grammar/digest-cache/tokens.js";
import {
  type BootFile,
  type ConfWord,
  isPattern,
  matchesPattern,
  parseBootFile,
  patternsOverlap,
  printBootFile,
  sections,
  sectionsOf,
  settingOf,
} from "../grammar/index.js";
import { languageOf } from "../server/checks/language.js";
import { applyFixes, lint, safeFixes } from "../server/index.js";

it("tokens and grammar are valid", () => {
  expect(createConfLexer(true).lexerDefinitionErrors).toEqual([]);
  expect(() => new BootFileParser(true)).not.toThrow();
});

/** What a text says, without places. */
function meaning({ sections, faults, comments }: BootFile) {
  return {
    sections: sections.map(({ kind, name, spec, settings }) => ({
      kind: kind.text,
      name: name?.text,
      spec: spec?.kind,
      settings: settings.map(({ key, spec, value, words }) => ({
        key: key.text,
        spec: spec?.name,
        value: value.text,
        words: words.map((word) => word.text),
      })),
    })),
    faults: faults.map((fault) => fault.kind),
    comments: comments.map((comment) => comment.text),
  };
}

/** The words of the setting that a text ends with. */
function lastWords(text: string): string[] | undefined {
  return parseBootFile(text)
    .sections.at(-1)
    ?.settings.at(-1)
    ?.words.map((word) => word.text);
}

describe("parser", () => {
  const header = (text: string) => {
    const file = parseBootFile(text);
    return [...file.sections.map(({ kind, name }) => [kind.text, name?.text]), ...file.faults.map(({ kind }) => kind)];
  };

  it.each<[string, unknown[]]>([
    ["[kernel]", [["kernel", undefined]]],
    ["  [ kernel ]  \r", [["kernel", undefined]]],
    ['[parser "tlv"]', [["parser", "tlv"]]],
    ["[parser tlv]", [["parser", "tlv"]]],
    ['[parser"tlv"]', [["parser", "tlv"]]],
    ['[file "/a b]c"]', [["file", "/a b]c"]]],
    ['[file ""]', [["file", ""]]],
    ["[]", [["", undefined]]],
    ["[", [["", undefined], "unclosed-header"]],
    ["[parser tlv", [["parser", "tlv"], "unclosed-header"]],
    ['[parser "tlv"', [["parser", "tlv"], "unclosed-header"]],
    ['[parser "tlv]', [["parser", "tlv"], "unclosed-quote"]],
    ['[parser "tlv', [["parser", "tlv"], "unclosed-quote"]],
    ["[file a b]", [["file", "a"], "several-names"]],
    ["[kernel] # main", [["kernel", undefined], "text-after-header"]],
    ["[[kernel]]", [["[kernel", undefined], "text-after-header"]],
    ["\ufeff[kernel]", [["kernel", undefined]]],
    ['[parser \\\n "tlv"]', [["parser", "tlv"]]],
  ])("header %j", (text, expected) => {
    expect(header(text)).toEqual(expected);
    expect(header(`${text}\n`)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["signature=appended", ["appended"]],
    ["signature \t=\t appended \t", ["appended"]],
    ["signature = appended  imasig\tpgp", ["appended", "imasig", "pgp"]],
    ["signature =", []],
    ['signature = ""', [""]],
    ['files = "/a b" /c', ["/a b", "/c"]],
    ['files = "/a b', ["/a b"]],
    ['files = /a"b /c', ['/a"b', "/c"]],
    ["files = a=b [c] #d", ["a=b", "[c]", "#d"]],
    ["files = /a \\\n  /b \\\n/c", ["/a", "/b", "/c"]],
    ["files = /a\\\r\n/b\r", ["/a", "/b"]],
    ["files = /a \\\n# not of the value \\\n; nor this\n /b", ["/a", "/b"]],
    ["files = /a \\ ", ["/a", "\\"]],
    ["files = /a \\\n\n/b = c", ["/a"]],
    ["files = /a\\", ["/a\\"]],
    ["files = /a\0b", ["/a\0b"]],
  ])("value %j", (text, expected) => {
    const file = parseBootFile(`[digest-list "x"]\n${text}`);
    expect(file.sections[0]?.settings[0]?.words.map((word) => word.text)).toEqual(expected);
  });

  it.each<[string, string]>([
    ["cmdline = a  b", "a  b"],
    ['cmdline = "a  b "', "a  b "],
    ['cmdline = "a" "b"', '"a" "b"'],
    ['cmdline = a="b c"', 'a="b c"'],
    ['cmdline = "a b', "a b"],
    ["cmdline = a \\\r\n\t b \r", "a b"],
    ["cmdline = a \\\n# comment\n b", "a b"],
    ["cmdline =", ""],
  ])("text %j", (text, expected) => {
    expect(parseBootFile(`[kernel]\n${text}`).sections[0]?.settings[0]?.value.text).toEqual(expected);
  });

  it.each<[string, string]>([
    ["version = 6.12", "no-section"],
    ["[kernel]\nversion", "no-equals"],
    ["[kernel]\n = 6.12", "no-key"],
    ["[kernel]\n  # version", "indented-comment"],
    ["[kernel]\n  ; version = 6.12", "indented-comment"],
    ['[kernel]\nversion = "6.12', "unclosed-quote"],
    ['[kernel]\ncmdline = "a b', "unclosed-quote"],
  ])("fault of %j", (text, kind) => {
    const { faults } = parseBootFile(`${text}\n[phase "p"]\nxattrs = no\n`);
    expect(faults.map((fault) => fault.kind)).toEqual([kind]);
    expect(lastWords(`${text}\n[phase "p"]\nxattrs = no\n`)).toEqual(["no"]);
  });

  it("has comments in the first column only, and they do not go on", () => {
    const file = parseBootFile("\ufeff# a \\\r\n[kernel]\n;b\nversion = 6.12 # c\n");
    expect(file.comments.map((comment) => comment.text)).toEqual(["# a \\", ";b"]);
    expect(file.sections[0]?.settings[0]?.words.map((word) => word.text)).toEqual(["6.12", "#", "c"]);
  });

  it("leaves the end of a continued line out of what stands before it", () => {
    const file = parseBootFile("[kernel]\nversion \\\n# comment\n = 6.1\nmodsig\\\n\n");
    expect(file.sections[0]?.settings[0]?.key.text).toBe("version");
    expect(file.faults.map(({ span }) => file.text.slice(span.start, span.end))).toEqual(["modsig"]);
  });

  it("knows sections and keys, and keeps those that it does not know", () => {
    const file = parseBootFile("[kernel]\nversion = 6.1\nversion = 6.6\nvresion = 6\n[kernels]\nversion = 6.1\n");
    const [first, second] = file.sections;
    expect(first?.settings.map(({ spec }) => spec?.name)).toEqual(["version", "version", undefined]);
    expect(first && settingOf(first, "version")?.value.text).toBe("6.6");
    expect([second?.spec, second?.settings[0]?.spec]).toEqual([undefined, undefined]);
  });
});

/** All places of a description, with the text that each should have when nothing is quoted or continued. */
function words(file: BootFile): ConfWord[] {
  return [
    ...file.comments,
    ...file.sections.flatMap(({ kind, name, settings }) => [
      kind,
      ...(name ? [name] : []),
      ...settings.flatMap(({ key, words }) => [key, ...words]),
    ]),
  ];
}

const pieces = fc.constantFrom(
  ...[
    "[",
    "]",
    '"',
    "=",
    " ",
    "\t",
    "\n",
    "\n",
    "\r\n",
    "\\\n",
    "\\\r\n",
    "\\",
    "#",
    ";",
    "\0",
    "\r",
    "\ufeff",
    "\u00a0",
  ],
  ...["a", "b c", "kernel", "[kernel]\n", '[file "/a"]\n', "cmdline", "version", "signature = ", "\ncmdline = ", "*"],
);
const nearlyText = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(""));
const anyText = fc.oneof(nearlyText, fc.string({ unit: "binary", maxLength: 60 }));

describe("any text", () => {
  it("prints as what means the same, and printing again changes nothing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const file = parseBootFile(text);
        const printed = printBootFile(file);
        const again = parseBootFile(printed);
        expect(meaning(again)).toEqual(meaning(file));
        expect(printBootFile(again)).toBe(printed);
      }),
      { numRuns: 4000 },
    );
  });

  it("has words where their places say", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const file = parseBootFile(text);
        for (const { text: word, span } of words(file)) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(text.length);
          const there = text.slice(span.start, span.end);
          if (!there.includes("\n")) expect(there).toBe(word);
        }
        for (const { span, line } of file.faults) {
          expect(line.start).toBeLessThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(line.end);
          expect(line.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

it("a description that is written well prints as it is", () => {
  const text = `# A machine

# The kernel
[kernel]
version = 6.12
# What it is started with
cmdline = ima_policy=tcb ima_appraise=enforce
# config = later

[parser "tlv"]
signature = appended imasig

; The end
[file "/a b"]
libraries = "/lib/c d.so" /lib/e.so
`;
  expect(parseBootFile(text).faults).toEqual([]);
  expect(printBootFile(parseBootFile(text))).toBe(text);
});

it("prints one layout for all", () => {
  const text =
    "[kernel]\r\n\r\nversion=6.12\r\ncmdline = a \\\r\n  b\r\n[parser tlv]\r\nsignature\r\n\r\n\r\n# end\r\n";
  expect(printBootFile(parseBootFile(text))).toBe(
    '[kernel]\nversion = 6.12\ncmdline = a b\n\n[parser "tlv"]\nsignature\n# end\n',
  );
});

describe("time grows with length", () => {
  const seconds = (text: string) => {
    const before = performance.now();
    printBootFile(parseBootFile(text));
    return (performance.now() - before) / 1000;
  };
  it.each<[string, (size: number) => string]>([
    ["blanks", (size) => `[kernel]\nversion = a${" ".repeat(size)}b`],
    ["a word", (size) => `[kernel]\nversion = ${"a".repeat(size)}`],
    ["words", (size) => `[kernel]\nversion = ${"a ".repeat(size / 2)}`],
    ["a key", (size) => `[kernel]\n${"a ".repeat(size / 2)}`],
    ["text", (size) => `[kernel]\ncmdline = ${"a ".repeat(size / 2)}`],
    ["quotes", (size) => `[kernel]\nversion = ${'"'.repeat(size)}`],
    ["quotes apart", (size) => `[kernel]\nversion = ${'" a'.repeat(size / 3)}`],
    ["names", (size) => `[kernel ${'"a"'.repeat(size / 3)}`],
    ["brackets", (size) => "[".repeat(size)],
    ["closing brackets", (size) => `[kernel${"]".repeat(size)}`],
    ["equals signs", (size) => `[kernel]\n${"=".repeat(size)}`],
    ["backslashes", (size) => "\\".repeat(size)],
    ["backslashes in a value", (size) => `[kernel]\nversion = ${"\\".repeat(size)}`],
    ["continued lines", (size) => `[kernel]\ncmdline = ${" \\\n".repeat(size / 3)}`],
    ["continued words", (size) => `[kernel]\nversion = ${"a\\\n".repeat(size / 3)}`],
    ["comments in a value", (size) => `[kernel]\nversion = \\\n${"#\n".repeat(size / 2)}`],
    ["carriage returns", (size) => `[kernel]\n\\${"\r".repeat(size)}`],
    ["NULs", (size) => "\0".repeat(size)],
    ["lines", (size) => `[kernel]\n${"a=b\n".repeat(size / 4)}`],
    ["empty lines", (size) => "\n".repeat(size)],
    ["comments", (size) => "#\n".repeat(size / 2)],
    ["sections", (size) => "[a]\n".repeat(size / 4)],
    ["lines without a section", (size) => "a\n".repeat(size / 2)],
  ])("%s", (_, make) => {
    const size = 100_000;
    seconds(make(3000));
    const once = Math.min(seconds(make(size)), seconds(make(size)));
    const twice = Math.min(seconds(make(2 * size)), seconds(make(2 * size)));
    expect(twice).toBeLessThan(4 * once + 0.3);
  });
});

describe("patterns", () => {
  it.each<[string, string, boolean]>([
    ["rpm-*", "rpm-bash", true],
    ["rpm-*", "rpm-", true],
    ["rpm-*", "0-rpm-bash", false],
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["?", "", false],
    ["?-tlv-*", "0-tlv-initramfs", true],
    ["*a*b", "xaybzb", true],
    ["*a*b", "xaybz", false],
    ["**", "a", true],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
  ])("%j of %j: %j", (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it("does as a regular expression would", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 8 }).map((found) => found.join(""));
    const name = fc.array(fc.constantFrom("a", "b"), { maxLength: 10 }).map((found) => found.join(""));
    fc.assert(
      fc.property(letters, name, (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(matchesPattern(pattern, name)).toBe(expression.test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it("is not led astray", () => {
    expect(matchesPattern(`${"*a".repeat(1000)}b`, "a".repeat(10_000))).toBe(false);
  });

  it.each<[string, string, boolean]>([
    ["rpm-*", "*-bash", true],
    ["rpm-*", "tlv-*", false],
    ["rpm-?", "rpm-a*", true],
    ["rpm-?", "rpm-a?*", false],
    ["*", "", true],
    ["**", "*?*", true],
    ["a", "a", true],
    ["a", "b", false],
    ["a*b*c", "*c*b*", true],
  ])("%j and %j overlap: %j", (a, b, expected) => {
    expect([patternsOverlap(a, b), patternsOverlap(b, a)]).toEqual([expected, expected]);
  });

  it("overlap when a name fits both", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 5 }).map((found) => found.join(""));
    const names = [""];
    for (let at = 0; at < names.length; at++)
      if ((names[at]?.length ?? 0) < 8) names.push(`${names[at]}a`, `${names[at]}b`);
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(patternsOverlap(a, b)).toBe(names.some((name) => matchesPattern(a, name) && matchesPattern(b, name)));
      }),
      { numRuns: 500 },
    );
  });

  it("tells patterns from names", () => {
    expect([isPattern("rpm-*"), isPattern("rpm"), isPattern("a?")]).toEqual([true, false, true]);
  });
});

it("each choice and each section is there once", () => {
  for (const { keys } of sections) {
    expect(new Set(keys.map((key) => key.name)).size).toBe(keys.length);
    for (const { type, choices } of keys) expect(choices !== undefined).toBe(type === "choice");
  }
  expect(new Set(sections.map(({ kind }) => kind)).size).toBe(sections.length);
});

it("of several sections about one thing the first one counts, and all steps", () => {
  const file = parseBootFile(
    '[kernel]\n[parser "a"]\nowner = 1\n[kernel]\n[step]\n[parser "b"]\n[parser "a"]\n[step]\n[parser]\n',
  );
  expect(sectionsOf(file, "kernel")).toHaveLength(1);
  expect(sectionsOf(file, "step")).toHaveLength(2);
  expect(sectionsOf(file, "parser").map(({ name, settings }) => [name?.text, settings.length])).toEqual([
    ["a", 1],
    ["b", 0],
  ]);
});

describe("lint", () => {
  const linted = (text: string, options = {}) => lint([{ path: "digest-cache.conf", text }], options).files[0];

  it.each([
    ["digest-cache.conf", "digest-cache"],
    ["/etc/ima/digest-cache.conf", "digest-cache"],
    ["C:\\boot\\laptop.digest-cache.conf", "digest-cache"],
    ["my-digest-cache.conf", "ima-policy"],
    ["digest-cache.conf.bak", "ima-policy"],
    ["digest-cache.conf/ima-policy", "ima-policy"],
  ])("%s is %s", (path, language) => {
    expect(languageOf({ path })).toBe(language);
    expect(lint([{ path, text: "" }]).files[0]?.language).toBe(language);
  });

  it("takes the language that is said", () => {
    const [file] = lint([{ path: "x", text: "[kernal]\n", language: "digest-cache" }]).files;
    expect(file).toMatchObject({ language: "digest-cache", dialect: "digest-cache", kernels: ["6.12"] });
    expect(file?.findings.map(({ check }) => check)).toEqual(["description/unknown-section"]);
  });

  it("says which kernel the description is about", () => {
    expect(linted("[kernel]\nversion = 6.6.12\n")?.kernels).toEqual(["6.6"]);
  });

  it("heeds severities and limits", () => {
    const text = "a\n".repeat(10);
    expect(linted(text, { checks: { "description/malformed-line": "off" } })?.findings).toEqual([]);
    expect(linted(text, { checks: { "description/malformed-line": "info" } })?.findings[0]?.severity).toBe("info");
    const few = linted(text, { maxFindings: 3 });
    expect([few?.findings.length, few?.truncated]).toEqual([3, ["description/malformed-line"]]);
  });

  it("has nothing to say of the text of a usual description", () => {
    const text = `[kernel]
version = 6.12
cmdline = ima_policy=tcb|appraise_tcb|digest_cache_appraise ima_appraise=enforce
modsig = yes
module-signing = force
module-compression = none
module-decompress = in-kernel

[digest-cache]
default-path = /etc/digest_lists
prefetch = no

[parser "tlv"]
load = module
path = kernel/security/integrity/digest_cache/parsers/tlv.ko
signature = appended

[parser "rpm"]
load = module
signature = none

[phase "initramfs"]
policy = builtin
file-system = tmpfs
xattrs = no
parsers = tlv
digest-lists = 0-tlv-initramfs

[phase "rootfs"]
policy = ima-policy
file-system = ext4
xattrs = yes
parsers = tlv rpm
digest-lists = rpm-*

[digest-list "rpm-*"]
signature = pgp
signed-by = distro
hash = sha256

[key "distro"]
keyring = .ima
from-phase = initramfs

[file "/usr/bin/a"]
digest-list = rpm-a-1.0

[step]
phase = rootfs
do = access
file = /usr/bin/a
uid = 1000
`;
    expect(linted(text)?.findings.filter(({ check }) => check.startsWith("description/"))).toEqual([]);
    expect(printBootFile(parseBootFile(text))).toBe(text);
  });

  const names = sections.flatMap(({ kind, keys }) => [
    `[${kind}]\n`,
    `[${kind} "a"]\n`,
    `[${kind} "b*"]\n`,
    ...keys.map(({ name, choices }) => `${name} = ${choices?.[0]?.word ?? ""}`),
  ]);
  const lines = fc
    .array(
      fc.oneof(
        fc.constantFrom(...names),
        fc.constantFrom("\n", "\n", " none", " a b", ' "x', " 0x1", " kernal"),
        pieces,
      ),
    )
    .map((parts) => parts.join(""));

  it("takes any text, and its fixes can be applied", () => {
    fc.assert(
      fc.property(lines, (text) => {
        const findings = linted(text)?.findings ?? [];
        for (const { range, fixes } of findings) {
          expect(range.start.offset).toBeLessThanOrEqual(range.end.offset);
          for (const fix of fixes) expect(applyFixes(text, [fix]).text).not.toBe(text);
        }
        parseBootFile(applyFixes(text, safeFixes(findings)).text);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, (size: number) => string]>([
    ["sections", (size) => '[phase "a"]\nparsers = b\ndigest-lists = c*\n'.repeat(size / 40)],
    ["lists", (size) => Array.from({ length: size / 20 }, (_, at) => `[digest-list "*${at}*"]\n`).join("")],
    [
      "files and lists",
      (size) =>
        Array.from(
          { length: size / 60 },
          (_, at) => `[digest-list "*a${at}"]\n[file "${at}"]\ndigest-list = ${at}*b\n`,
        ).join(""),
    ],
    [
      "names",
      (size) => Array.from({ length: size / 40 }, (_, at) => `[phase "p${at}"]\n[step]\nphase = q${at}\n`).join(""),
    ],
    ["settings", (size) => `[kernel]\n${"version = 1\n".repeat(size / 12)}`],
    ["values", (size) => `[parser "a"]\nsignature = ${"none x ".repeat(size / 7)}`],
    [
      "a pattern",
      (size) => `[file "a"]\ndigest-list = ${"*a".repeat(size / 4)}\n[digest-list "${"a*".repeat(size / 4)}"]\n`,
    ],
    ["lines", (size) => "a b\n".repeat(size / 4)],
  ])("time grows with length: %s", (_, make) => {
    const seconds = (text: string) => {
      const before = performance.now();
      linted(text);
      return (performance.now() - before) / 1000;
    };
    const size = 60_000;
    seconds(make(3000));
    const once = seconds(make(size));
    expect(seconds(make(2 * size))).toBeLessThan(4 * once + 0.5);
  });
});
