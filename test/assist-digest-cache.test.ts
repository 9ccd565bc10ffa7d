/** What an editor is told about a digest-cache.conf. */

import { describe, expect, it } from "vitest";
import { parseBootFile, sections } from "../grammar/index.js";
import { actionsInDescription, digestCache, wantedPath } from "../server/assist/digest-cache/index.js";
import { namesIn } from "../server/assist/digest-cache/names.js";
import { outcomeOf } from "../server/assist/digest-cache/outcome.js";
import { type Completion, subjectOf } from "../server/assist/index.js";
import { bootAnalysis } from "../server/checks/boots.js";
import { check as unknownKey } from "../server/checks/description/unknown-key.js";
import { check as unknownName } from "../server/checks/description/unknown-name.js";
import { check as unknownSection } from "../server/checks/description/unknown-section.js";
import { check as wrongValue } from "../server/checks/description/wrong-value.js";
import { applied, atCursor, type sampleDocuments, sampleNames, sampleSubject, subjectOfText } from "./assist-boot.js";

const {
  hover = () => undefined,
  completions = () => [],
  tokens = () => [],
  lenses = () => [],
  hints = () => [],
  symbols = () => [],
  folds = () => [],
  selections = () => [],
  occurrences = () => undefined,
  rename = () => "",
  links = () => [],
  actions = () => [],
} = digestCache;

function complete(marked: string, files: Readonly<Record<string, string>> = {}): Completion[] {
  const { text, offset } = atCursor(marked);
  return completions(subjectOfText(text, files), offset);
}

const labels = (found: readonly Completion[]) => found.map(({ label }) => label);

function hovered(marked: string): string | undefined {
  const { text, offset } = atCursor(marked);
  return hover(subjectOfText(text), offset)?.text;
}

describe("hover", () => {
  it("tells what sections, keys and values mean", () => {
    expect(hovered("[ker|nel]\n")).toMatch(/^\*\*\[kernel\]\*\* The kernel that boots/);
    expect(hovered('[parser "tlv"]\nlo|ad = module\n')).toMatch(
      /`builtin`: Built into the kernel[\s\S]*Without it: module/,
    );
    expect(hovered('[parser "tlv"]\nload = mod|ule\n')).toBe(
      "**module** A module, which the kernel loads at the first access that needs it.",
    );
    expect(hovered('[phase "rootfs"]\nfile-system = ex|t4\n')).toMatch(/0xef53, shared with ext2, ext3/);
    expect(hovered('[phase "rootfs"]\nfile-system = 0x01|021994\n')).toMatch(/tmpfs.*Files are in memory/);
    expect(hovered('[file "/a"]\nhook = BPRM|_CHECK\n')).toMatch(/^\*\*BPRM_CHECK\*\* is asked when/);
    expect(hovered("[nothing|]\n")).toBeUndefined();
    expect(hovered("# a co|mment\n")).toBeUndefined();
  });

  it("tells of the command line in it", () => {
    expect(hovered("[kernel]\ncmdline = quiet ima_pol|icy=tcb\n")).toMatch(/^\*\*ima_policy=\*\*/);
    expect(hovered("[kernel]\ncmdline = quiet ima_policy=tc|b\n")).toMatch(/^\*\*tcb\*\* Measures/);
  });

  it("tells what becomes of a name", () => {
    const subject = sampleSubject("deadlock");
    const at = (needle: string) => hover(subject, subject.document.text.indexOf(needle) + 1)?.text;
    expect(at('tlv"]')).toMatch(/^The parser `tlv`[\s\S]*in phase rootfs: cannot be had: line \d+ of ima-policy/);
    expect(at("tlv-main")).toMatch(/^The digest list `tlv-main`[\s\S]*in phase rootfs: vouches for nothing/);
    expect(at("/sbin/init")).toMatch(/in phase rootfs: is refused/);
    expect(at('rootfs"]')).toMatch(/^The phase `rootfs`: stuck: 1 cause/);
    const other = sampleSubject("two-phase-distribution");
    expect(hover(other, other.document.text.indexOf("rpm-*") + 1)?.text).toMatch(
      /counts for appraise and measure rules \(rpm-glibc/,
    );
    expect(hover(other, other.document.text.indexOf("= distribution") + 3)?.text).toContain("keyring = .ima");
  });
});

describe("completion", () => {
  it("offers sections that can follow", () => {
    const found = complete("[kernel]\nversion = 6.12\n\n[|\n");
    expect(labels(found)).toContain('[phase "name"]');
    expect(labels(found)).toContain("[step]");
    expect(labels(found)).not.toContain("[kernel]");
    expect(labels(complete("[ker|]\n"))).toContain("[kernel]");
    expect(labels(complete("|"))).toContain("[kernel]");
  });

  it("offers keys that are not there", () => {
    const found = complete('[parser "tlv"]\nload = module\nsig|\n');
    expect(labels(found)).toContain("signature");
    expect(labels(found)).not.toContain("load");
    const signature = found.find(({ label }) => label === "signature");
    expect(signature).toMatchObject({ insert: "signature = ", continues: true });
    expect(signature?.documentation?.()).toMatch(/`imasig`/);
    expect(complete('[parser "tlv"]\nsig| = appended\n').find(({ label }) => label === "signature")?.insert).toBe(
      "signature",
    );
    expect(complete("[step]\n|\n").sort((a, b) => (a.sort < b.sort ? -1 : 1))[0]?.label).toBe("do");
  });

  it("offers values", () => {
    expect(labels(complete('[parser "tlv"]\nload = |\n'))).toEqual(["builtin", "module", "absent"]);
    expect(labels(complete('[parser "tlv"]\nsignature = appended |\n'))).not.toContain("appended");
    expect(labels(complete('[parser "tlv"]\nload = module |\n'))).toEqual([]);
    expect(labels(complete('[parser "x"]\n[phase "rootfs"]\nparsers = |\n'))).toEqual(["x", "tlv", "rpm"]);
    expect(labels(complete('[digest-list "tlv-a"]\n[phase "rootfs"]\ndigest-lists = \\\n |\n'))).toEqual(["tlv-a"]);
    expect(labels(complete('[phase "a"]\n[step]\nphase = |\n'))).toEqual(["a"]);
    expect(labels(complete('[key "k"]\n[file "/a"]\nsigned-by = |\n'))).toEqual(["k", "kernel-build"]);
    expect(labels(complete('[key "k"]\nfrom-phase = |\n'))).toContain("kernel");
    expect(labels(complete('[file "/a"]\nhook = B|\n'))).toContain("BPRM_CHECK");
    expect(labels(complete('[digest-list "tlv-a"]\nhash = |\n'))).toContain("sha512");
    expect(complete('[phase "a"]\nfile-system = |\n').find(({ label }) => label === "ext4")?.detail).toBe("0xef53");
    expect(labels(complete("[kernel]\ncmdline = ima_policy=|\n"))).toContain("digest_cache_appraise");
    expect(labels(complete("# [|\n"))).toEqual([]);
  });

  it("offers the files of the boot, and says where others could stand", () => {
    const files = { "ima-policy": "measure\n", "config-6.12": "CONFIG_IMA=y\n", "a b": "measure\n" };
    const found = complete('[phase "rootfs"]\npolicy = |\n', files);
    expect(found.map(({ insert }) => insert)).toEqual(["builtin", "same", "ima-policy", '"a b"']);
    expect(labels(complete("[kernel]\nconfig = |\n", files))).toEqual(["config-6.12"]);
    const { text, offset } = atCursor('[phase "rootfs"]\npolicy = im|a\n');
    expect(wantedPath(subjectOfText(text), offset)).toEqual({
      replace: { start: offset - 2, end: offset + 1 },
      language: "ima-policy",
    });
    expect(wantedPath(subjectOfText(text), 3)).toBeUndefined();
  });

  it("offers names that nothing describes", () => {
    expect(
      labels(complete('[phase "a"]\ndigest-lists = tlv-a tlv-b\n[digest-list "tlv-a"]\n[digest-list "|"]\n')),
    ).toEqual(["tlv-b"]);
  });

  const checks = [unknownKey, unknownName, unknownSection, wrongValue];
  /** Findings about words that there are not. */
  const count = (text: string, of = checks) => {
    let found = 0;
    for (const check of of) check.bootFile?.(parseBootFile(text), () => found++);
    return found;
  };

  const ofAll = sections.flatMap((section) =>
    section.keys.map((key) => [section.kind, key.name, section, key] as const),
  );
  it.each(ofAll)(
    "each value that is offered for %s %s is taken",
    (kind, name, { nameOf }, { type, choices, refersTo }) => {
      const named = nameOf === undefined ? `[${kind}]` : `[${kind} "${kind === "file" ? "/x" : "x"}"]`;
      const others =
        '[phase "p"]\nparsers = rpm\n[key "k"]\n[file "/f"]\n[digest-list "tlv-*"]\n[digest-list "tlv-a"]\n';
      const text = `${others}${named}\n${name} = \n`;
      const found = completions(subjectOfText(text), text.length - 1);
      for (const { replace, insert } of found)
        expect([insert, count(applied(text, [{ span: replace, newText: insert }]))]).toEqual([insert, 0]);
      expect(labels(found)).toEqual(expect.arrayContaining((choices ?? []).map(({ word }) => word)));
      if (type === "hash" || type === "file-system" || refersTo !== undefined) expect(found.length).toBeGreaterThan(0);
    },
  );

  it.each(sampleNames)("what is offered in %s is taken", (name) => {
    const subject = sampleSubject(name);
    const { text } = subject.document;
    let offered = 0;
    for (let offset = 0; offset <= text.length; offset += 3)
      for (const { replace, insert, isSnippet, label, kind } of completions(subject, offset)) {
        offered++;
        expect(replace.start <= offset && offset <= replace.end).toBe(true);
        const plain = isSnippet ? insert.replace(/\$\{1:([^}]*)\}/g, "$1").replace(/\$\d/g, "") : insert;
        const after = applied(text, [{ span: replace, newText: plain }]);
        // In the place of another key it has the value of that; in that of a name, others name what is not there.
        const isName = namesIn(subject.boot).some(
          ({ word, setting }) => setting === undefined && word.span.start === replace.start,
        );
        const ofWord = kind === "value" && !isName ? checks : [unknownKey, unknownSection];
        // Keys of the section before are not of another one.
        const of = isSnippet ? [unknownSection] : ofWord;
        expect([label, count(after, of)]).toEqual([label, count(text, of)]);
      }
    expect(offered).toBeGreaterThan(50);
  });
});

describe("tokens", () => {
  it("names the parts of a line", () => {
    const text =
      '# c\n[phase "rootfs"]\npolicy = builtin\nfile-system = 0xef53\nparsers = tlv\nfirst-access = 0\nwrong = x\n';
    const found = tokens(subjectOfText(text)).map(({ span, type, modifiers = [] }) => [
      text.slice(span.start, span.end),
      type,
      ...modifiers,
    ]);
    expect(found).toEqual([
      ["# c", "comment"],
      ["phase", "namespace", "declaration"],
      ["rootfs", "variable", "declaration"],
      ["policy", "property"],
      ["=", "operator"],
      ["builtin", "enumMember"],
      ["file-system", "property"],
      ["=", "operator"],
      ["0xef53", "number"],
      ["parsers", "property"],
      ["=", "operator"],
      ["tlv", "variable"],
      ["first-access", "property"],
      ["=", "operator"],
      ["0", "number"],
      ["wrong", "property", "unknown"],
      ["=", "operator"],
      ["x", "string", "unknown"],
    ]);
  });

  it("has those of a part of the text", () => {
    const subject = sampleSubject("two-phase-distribution");
    const span = { start: 300, end: 500 };
    const all = tokens(subject);
    expect(tokens(subject, span)).toEqual(all.filter((token) => token.span.end > 300 && token.span.start < 500));
  });

  it("has a value in several lines piece by piece", () => {
    const text = '[phase "a"]\nparsers = tlv \\\n# no\n  rpm\n[kernel]\ncmdline = a \\\n; no\n b\n';
    const found = tokens(subjectOfText(text)).map(({ span }) => text.slice(span.start, span.end));
    expect(found).toEqual([
      "phase",
      "a",
      "parsers",
      "=",
      "tlv",
      "# no",
      "rpm",
      "kernel",
      "cmdline",
      "=",
      "a",
      "; no",
      "b",
    ]);
  });
});

describe("outcomes", () => {
  it("stand above the phases", () => {
    const titles = (name: string) => lenses(sampleSubject(name)).map(({ title }) => title);
    expect(titles("deadlock")).toEqual(["This machine does not boot: it stops in phase rootfs.", "stuck: 1 cause"]);
    expect(titles("two-phase-distribution").slice(1)).toEqual(["boots", "boots"]);
    expect(titles("depends")[1]).toBe("depends on what is not said");
    expect(lenses(subjectOfText("# nothing\n"))).toEqual([]);
  });

  it("are computed once for the same documents, and anew for others", () => {
    const { document, documents, options } = sampleSubject("deadlock");
    const first = outcomeOf(subjectOf(document, documents, options));
    expect(outcomeOf(subjectOf(document, [...documents], options))).toBe(first);
    const changed = documents.map((other) =>
      other.path.endsWith("ima-policy") ? { ...other, text: "measure func=BPRM_CHECK\n" } : other,
    );
    expect(outcomeOf(subjectOf(document, changed, options)).failures).toEqual([]);
    expect(
      outcomeOf(subjectOf(document, documents, { ...options, commandLine: "ima_appraise=log" })).analysis.enforcing,
    ).toBe(false);
  });

  it("stand behind what fails", () => {
    const told = (name: string) => {
      const subject = sampleSubject(name, (text) =>
        text.replace('[phase "rootfs"]\n', '[phase "rootfs"]\nparsers = tlv\ndigest-lists = tlv-main\n'),
      );
      const { text } = subject.document;
      return hints(subject, { start: 0, end: text.length }).map((hint) => [
        text.slice(text.lastIndexOf("\n", hint.at - 1) + 1, hint.at),
        hint.text,
      ]);
    };
    expect(told("deadlock")).toEqual([
      ["parsers = tlv", "tlv: cannot be had"],
      ["digest-lists = tlv-main", "tlv-main: vouches for nothing"],
    ]);
    expect(told("deadlock-fixed-by-builtin-parser")).toEqual([]);
    expect(hints(sampleSubject("depends"), { start: 0, end: 1 })).toEqual([]);
  });
});

describe("structure", () => {
  const text = '# a\n# b\n[kernel]\nversion = 6.12\n\n[phase "rootfs"]\npolicy = builtin\n';
  const subject = subjectOfText(text);
  const shown = ({ start, end }: { start: number; end: number }) => text.slice(start, end);

  it("has sections with their settings", () => {
    expect(symbols(subject).map(({ name, children = [] }) => [name, children.map((child) => child.name)])).toEqual([
      ["[kernel]", ["version"]],
      ['[phase "rootfs"]', ["policy"]],
    ]);
  });

  it("folds sections and comments", () => {
    expect(folds(subject).map(({ span, kind }) => [shown(span), kind])).toEqual([
      ["# a\n# b", "comment"],
      ["[kernel]\nversion = 6.12", undefined],
      ['[phase "rootfs"]\npolicy = builtin', undefined],
    ]);
  });

  it("selects more and more", () => {
    expect(selections(subject, text.indexOf("builtin") + 2).map(shown)).toEqual([
      "builtin",
      "policy = builtin",
      '[phase "rootfs"]\npolicy = builtin',
      text,
    ]);
  });
});

describe("names", () => {
  const conf = `[parser "tlv"]
[digest-list "0-tlv-main"]
format = tlv
[phase "rootfs"]
parsers = rpm tlv
digest-lists = 0-tlv-main
[step]
phase = rootfs
do = install
parser = tlv
`;

  it("are found wherever they stand", () => {
    const found = occurrences(subjectOfText(conf), conf.indexOf("tlv"));
    expect(found?.all.map(({ span }) => conf.slice(conf.lastIndexOf("\n", span.start) + 1, span.end))).toEqual([
      '[parser "tlv',
      "format = tlv",
      "parsers = rpm tlv",
      "parser = tlv",
    ]);
    expect(found).toMatchObject({ name: "tlv", canRename: true });
    expect(found?.definitions).toEqual(found?.all.slice(0, 1));
  });

  it("are described by a pattern", () => {
    const text = '[digest-list "tlv-*"]\n[phase "a"]\ndigest-lists = tlv-main\n';
    const found = occurrences(subjectOfText(text), text.indexOf("tlv-main"));
    expect(found?.definitions.map(({ span }) => text.slice(span.start, span.end))).toEqual(["tlv-*"]);
    const edits = rename(subjectOfText(text), text.indexOf("tlv-main"), "tlv-x");
    expect(typeof edits === "string" ? edits : applied(text, edits)).toBe(text.replace("tlv-main", "tlv-x"));
  });

  it("lead to files", () => {
    const text = '[phase "a"]\npolicy = ima-policy\n[phase "b"]\npolicy = ./ima-policy\n';
    const subject = subjectOfText(text, { "ima-policy": "measure\n" });
    const found = occurrences(subject, text.indexOf("ima-policy") + 1);
    expect(found?.definitions).toEqual([{ path: "/boot/ima-policy", span: { start: 0, end: 0 } }]);
    expect(found?.all.length).toBe(3);
    expect(found?.canRename).toBe(false);
    expect(links(subject).flatMap(({ target }) => ("path" in target ? target.path : []))).toEqual([
      "/boot/ima-policy",
      "/boot/ima-policy",
    ]);
    expect(occurrences(subjectOfText('[phase "a"]\npolicy = builtin\n'), 24)).toBeUndefined();
  });

  it("are changed everywhere", () => {
    const at = conf.indexOf("tlv");
    const edits = rename(subjectOfText(conf), at, "my tlv");
    expect(typeof edits === "string" ? edits : applied(conf, edits)).toBe(
      conf
        .replace('[parser "tlv"]', '[parser "my tlv"]')
        .replace("format = tlv", 'format = "my tlv"')
        .replace("rpm tlv", 'rpm "my tlv"')
        .replace("parser = tlv", 'parser = "my tlv"'),
    );
  });

  it.each(["", " ", 'a"b', "a\nb", "#a", "a\\", " a", "a*"])("are not changed to %j", (name) => {
    expect(typeof rename(subjectOfText(conf), conf.indexOf("tlv"), name)).toBe("string");
  });

  it("are not changed to others that there are", () => {
    const text = '[phase "a"]\n[phase "b"]\n[file "/a"]\nsigned-by = kernel-build\n';
    expect(rename(subjectOfText(text), 8, "b")).toBe('There is a [phase "b"] already.');
    expect(rename(subjectOfText(text), text.indexOf("/a"), "a")).toMatch(/begins with \//);
    expect(typeof rename(subjectOfText(text), text.indexOf("kernel-build"), "k")).toBe("string");
    expect(typeof rename(subjectOfText(text), 1, "k")).toBe("string");
  });

  it.each(sampleNames)("each name of %s can be changed everywhere", (name) => {
    const subject = sampleSubject(name);
    const { document, documents, boot, options } = subject;
    const verdictOf = (text: string) => {
      const changed = { ...document, text };
      const all = documents.map((other) => (other === document ? changed : other));
      return bootAnalysis(changed, all, options).phases.map(({ verdict }) => verdict);
    };
    for (const place of namesIn(boot)) {
      if (place.word.text === "kernel-build" || /[*?]/.test(place.word.text)) continue;
      const newName = place.kind === "file" ? "/new name" : "new name";
      const edits = rename(subject, place.word.span.start, newName);
      if (typeof edits === "string") throw new Error(edits);
      const text = applied(document.text, edits);
      const count = (names: ReturnType<typeof namesIn>, wanted: string) =>
        names.filter(({ kind, word }) => kind === place.kind && word.text === wanted).length;
      expect(count(namesIn(parseBootFile(text)), newName)).toBe(count(namesIn(boot), place.word.text));
      if (place.kind === "key") expect(verdictOf(text)).toEqual(verdictOf(document.text));
    }
  });
});

describe("facts that are taken for granted", () => {
  const analysisOf = (documents: ReturnType<typeof sampleDocuments>) => {
    const conf = documents.find(({ path }) => path.endsWith(".conf"));
    if (conf === undefined) throw new Error("no description");
    return bootAnalysis(conf, documents);
  };

  it.each(sampleNames)("of %s can be written down", (name) => {
    const subject = sampleSubject(name);
    const { document, documents } = subject;
    const before = analysisOf([...documents]);
    const found = actions(subject, { start: 0, end: 0 });
    expect(found.length).toBeGreaterThan(0);
    for (const { title, edits, path } of found) {
      expect(path).toBe(document.path);
      const text = applied(document.text, edits);
      const after = analysisOf(documents.map((other) => (other === document ? { ...other, text } : other)));
      const assumed = /as is taken for granted: (.*)\)$/.exec(title)?.[1];
      expect(before.assumptions.map((one) => one.text)).toContain(assumed);
      expect(after.assumptions.map((one) => one.text)).not.toContain(assumed);
      expect(after.description.contradictions.length).toBe(before.description.contradictions.length);
    }
  });

  it("what holds anyway changes nothing", () => {
    const subject = sampleSubject("deadlock");
    const { document, documents } = subject;
    const found = actions(subject, { start: 0, end: 0 }).find(({ title }) => title.includes("integration = yes"));
    const text = applied(document.text, found?.edits ?? []);
    expect(text).toContain("version = 6.12\nintegration = yes\n");
    const after = analysisOf(documents.map((other) => (other === document ? { ...other, text } : other)));
    expect(after.phases.map(({ verdict }) => verdict)).toEqual(
      analysisOf([...documents]).phases.map(({ verdict }) => verdict),
    );
  });

  it("are those of the section", () => {
    const subject = sampleSubject("deadlock");
    const { text } = subject.document;
    const titles = (needle: string) => {
      const start = text.indexOf(needle);
      return actions(subject, { start, end: start }).map(({ title }) => title);
    };
    expect(titles("signature").length).toBeGreaterThan(0);
    for (const title of titles("signature")) expect(title).toMatch(/^Write down in \[parser "tlv"\]: load = /);
    expect(titles("policy =").every((title) => title.includes('[phase "rootfs"]'))).toBe(true);
  });

  it("make a section where there is none, with the line ends of the text", () => {
    const subject = subjectOfText('[phase "rootfs"]\r\npolicy = p\r\n', {
      p: "appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig\nappraise func=BPRM_CHECK digest_cache=data\n",
    });
    const found = actions(subject, { start: 0, end: 0 }).find(({ title }) => title.includes("integration = no"));
    expect(applied(subject.document.text, found?.edits ?? [])).toBe(
      '[phase "rootfs"]\r\npolicy = p\r\n\r\n[kernel]\r\nintegration = no\r\n',
    );
  });

  it("can be written down from the policy", () => {
    const policy = {
      path: "/boot/ima-policy",
      text: "appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig\nappraise func=MODULE_CHECK appraise_type=imasig\nappraise func=BPRM_CHECK digest_cache=data\n",
    };
    const conf = { path: "/boot/digest-cache.conf", text: '[phase "rootfs"]\npolicy = ima-policy\n' };
    const subject = subjectOf(policy, [policy, conf]);
    const all = actionsInDescription(subject);
    expect(all.every(({ path }) => path === conf.path)).toBe(true);
    const at = policy.text.indexOf("MODULE_CHECK");
    const there = actionsInDescription(subject, { start: at, end: at });
    expect(there.map(({ title }) => title)).toContain(
      'Write down in [parser "tlv"]: signature = appended imasig (not as is taken for granted: the module of the parser tlv has an appended signature and no security.ima)',
    );
    expect(there.length).toBeLessThan(all.length);
    expect(actionsInDescription(subject, { start: 0, end: 1 })).toEqual([]);
    expect(actionsInDescription(subjectOf(policy, [policy]))).toEqual([]);
  });
});
