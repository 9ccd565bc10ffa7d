/** What an editor is told about policies. */

import { describe, expect, it } from "vitest";
import { actions, fileSystems, hookSpellings, keys, parsePolicy, type Span } from "../grammar/index.js";
import { ruleSentence } from "../server/assist/ima-policy/rule-sentence.js";
import { type DocumentSymbol, subjectOf, tokenTypes } from "../server/assist/index.js";
import { at, checked, completionsAt, policyFeatures as features } from "./assist-policy.js";
import { randomFrom } from "./random-boot.js";

const hoverAt = (marked: string, options = {}) => {
  const { subject, offset, text } = at(marked, options);
  const found = features.hover(subject, offset);
  return found && { ...found, on: text.slice(found.span.start, found.span.end) };
};
const sentence = (rule: string) => {
  const entry = parsePolicy(rule).rules[0]?.entry;
  return entry === undefined ? undefined : ruleSentence(entry);
};
const cut = (text: string, { start, end }: Span) => text.slice(start, end);
const all = { start: 0, end: 1_000_000 };

describe("the sentence of a rule", () => {
  it.each([
    ["measure func=BPRM_CHECK uid=0", "Measures the file when a program is executed, by root."],
    [
      "dont_measure fsmagic=0x1021994",
      "Does not measure the file at every hook with a file, on tmpfs/devtmpfs/rootfs.",
    ],
    ["dont_measure fsmagic=0x1234567", "Does not measure the file at every hook with a file, on 0x1234567."],
    [
      "measure func=FILE_CHECK mask=^MAY_READ euid=0 pcr=11 template=ima-sig",
      "Measures the file when a regular file is opened, with MAY_READ among what is asked for, with effective user root: into PCR 11, with template ima-sig.",
    ],
    [
      "audit mask=MAY_EXEC fowner>0",
      "Audits the file at every hook with a file, with MAY_EXEC alone asked for, owned by any user but root.",
    ],
    [
      "hash fowner<1000 fgroup>99",
      "Hashes the file at every hook with a file, owned by users below 1000, of groups above 99.",
    ],
    [
      "appraise fowner=0",
      "Appraises the file at every hook with a file, owned by root: a hash or a signature is accepted.",
    ],
    [
      "appraise func=MODULE_CHECK appraise_type=imasig|modsig appraise_algos=sha256,sha512",
      "Appraises the file when a kernel module is loaded from a file: a signature in security.ima or one appended to the file is demanded; security.ima must use sha256 or sha512.",
    ],
    [
      "appraise func=BPRM_CHECK digest_type=verity appraise_type=sigv3 permit_directio",
      "Appraises the file when a program is executed: a version 3 signature of the fs-verity digest is demanded; O_DIRECT is permitted.",
    ],
    [
      "appraise digest_cache=data",
      "Appraises the file at every hook with a file: a hash, a signature or an entry in a digest list is accepted.",
    ],
    [
      "appraise func=SETXATTR_CHECK appraise_algos=sha256,sha512 obj_type=x",
      "Lets user space write security.ima with sha256 or sha512 only.",
    ],
    [
      "measure func=KEY_CHECK keyrings=.ima|.evm gid=5",
      "Measures the key when a key is added to a key ring, for key ring .ima or .evm.",
    ],
    [
      "measure func=CRITICAL_DATA label=selinux uid<5",
      "Measures the data when a part of the kernel hands over state to be measured, by users below 5, from selinux.",
    ],
    ["measure uid<0", "Measures the file at every hook with a file, by no user at all."],
    ["measure euid>0", "Measures the file at every hook with a file, with any effective user but root."],
    ["measure egid<10", "Measures the file at every hook with a file, with an effective group below 10."],
    [
      "measure func=KEXEC_CMDLINE uid=0 fsname=ext4 fowner=0",
      "Measures the command line when kexec is given a kernel command line, by root, for a kernel image on file systems of type ext4, owned by root.",
    ],
    ["measure func=KEXEC_CMDLINE pcr=0", "Measures the command line when kexec is given a kernel command line."],
    ["measure func=BPRM_CHECK pcr=0", "Measures the file when a program is executed: into PCR 0."],
    [
      "measure func=POLICY_CHECK digest_cache=data pcr=12",
      "Measures the file when an IMA policy is loaded by its path: into PCR 12.",
    ],
    [
      "dont_audit fsname=fuse fs_subtype=sshfs obj_type=a_t",
      "Does not audit the file at every hook with a file, on file systems of type fuse, of subtype sshfs, with obj_type a_t.",
    ],
  ])("%s", (rule, said) => {
    expect(sentence(rule)).toBe(said);
  });

  it("says something of every condition", () => {
    const plain = sentence("dont_measure");
    for (const words of [
      "mask=MAY_READ",
      "fsname=x",
      "fsuuid=8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6",
      "uid=1",
      "gid=1",
      "subj_role=x",
      "parser",
    ])
      expect(sentence(`dont_measure ${words}`), words).not.toBe(plain);
  });
});

describe("hover", () => {
  it("tells of every action, key and hook", () => {
    for (const { name } of actions) expect(hoverAt(`${name.slice(0, 2)}@${name.slice(2)}`)?.on).toBe(name);
    for (const { name, meaning, operators } of keys) {
      const dialect = name === "parser" ? "openeuler" : name === "digest_cache" ? "digest-cache" : "mainline";
      const found = hoverAt(`measure ${name}@${operators === "" ? "" : "=0"}`, { dialect });
      expect(found?.on).toBe(name);
      expect(found?.text).toContain(meaning);
    }
    for (const name of hookSpellings) {
      const found = hoverAt(`measure func=${name}@`, { dialect: "digest-cache" });
      expect(found?.on).toBe(name);
      expect(found?.text).toContain("is asked when");
    }
  });

  it("begins with what the rule says", () => {
    expect(hoverAt("@measure func=BPRM_CHECK")?.text).toMatch(/^Measures the file when a program is executed\./);
    expect(hoverAt("@measure func=BPRM")?.text).not.toContain("Measures");
  });

  it("says of hash rules what takes them back, and of hooks that cannot be named what to do", () => {
    expect(hoverAt("ha@sh fowner=0")?.text).toContain("An `appraise` rule behind it that matches, too, takes it back.");
    expect(hoverAt("meas@ure fowner=0")?.text).not.toContain("takes it back");
    expect(hoverAt("measure func=NO@NE")?.text).toContain("leave func= out");
  });

  it("says which target kernels lack a word, and what it needs", () => {
    const options = { kernels: ["6.1", "7.2"], kernelConfig: { CONFIG_IMA_APPRAISE_MODSIG: "n" } };
    expect(hoverAt("dont_@audit", options)?.text).toContain("**Refused by Linux 6.1** of the target kernels");
    expect(hoverAt("dont_@audit", { kernels: ["6.1"] })?.text).toContain(
      "**Refused by the target kernel** (Linux 6.1)",
    );
    expect(hoverAt("dont_@audit", { kernels: ["7.2"] })?.text).not.toContain("Refused");
    expect(hoverAt("appraise appraise_type=imasig|mod@sig", options)?.text).toContain(
      "Needs CONFIG_IMA_APPRAISE_MODSIG, which the target kernel is built without.",
    );
    const label = hoverAt("measure func=CRITICAL_DATA label=mod@ules", options)?.text;
    expect(label).toContain("Linux 6.1 has no such source");
    expect(label).not.toContain("Refused");
    // Linux 5.4 has no label= at all.
    expect(hoverAt("measure func=CRITICAL_DATA label=mod@ules", { kernels: ["5.4", "5.15", "6.1"] })?.text).toContain(
      "Linux 5.15 and 6.1 have no such source",
    );
  });

  it("tells of values", () => {
    expect(hoverAt("measure fsmagic=0x0102@1994")?.text).toContain("`TMPFS_MAGIC`");
    expect(hoverAt("measure fsname=tm@pfs")?.text).toContain("`0x1021994`");
    expect(hoverAt("measure fsname=ro@otfs")?.text).toMatch(/`0x858458f6` .* or `0x1021994` /);
    expect(hoverAt("measure template=ima-@sig")?.text).toContain("`d-ng`, `n-ng` and `sig`");
    expect(hoverAt("measure pcr=1@1")?.text).toBe("PCR 11 belongs to systemd.");
    expect(hoverAt("measure pcr=1@0")?.text).toContain("IMA's own");
    expect(hoverAt("measure pcr=1@0", { kernelConfig: { CONFIG_IMA_MEASURE_PCR_IDX: "11" } })?.text).not.toContain(
      "own",
    );
    expect(hoverAt("measure mask=^MAY@_READ")?.text).toContain("among what is asked for");
    const algorithm = hoverAt("appraise appraise_algos=sha256,sm@3,md5");
    expect([algorithm?.on, algorithm?.text]).toEqual(["sm3", expect.stringContaining("CONFIG_CRYPTO_SM3")]);
    expect(hoverAt("measure func=FILE_M@MAP")?.text).toContain("`FILE_MMAP` is its old name");
    expect(hoverAt("measure func=POST_@SETATTR")?.text).toContain("inside the kernel only");
    expect(hoverAt("appraise appraise_type=imas@ig")?.text).toContain("From Linux 5.14 on, a hash is enough");
    expect(hoverAt("appraise appraise_type=sig@v3")?.text).not.toContain("a hash is enough");
    for (const dialect of ["digest-cache", "openeuler"] as const)
      expect(hoverAt("measure func=DIGEST_LIST@_CHECK", { dialect })?.text).toContain(
        "Known to the Integrity Digest Cache patches and the openEuler kernels only.",
      );
  });

  it("tells of the time before whole rules were looked at where the hook was there already", () => {
    const kernels = ["5.4", "7.2"];
    expect(hoverAt("measure func=KEXEC@_CMDLINE", { kernels })?.text).toContain("Up to Linux 5.8");
    // All that it does not take is newer.
    expect(hoverAt("measure func=MODULE@_CHECK", { kernels })?.text).not.toContain("Up to Linux 5.8");
    expect(hoverAt("measure func=CRITICAL@_DATA", { kernels })?.text).not.toContain("Up to Linux 5.8");
  });

  it("helps with words that no kernel knows, and is silent otherwise", () => {
    expect(hoverAt("measure pa@th=/bin")?.text).toContain("IMA has no condition on paths");
    expect(hoverAt("mea@sur")?.text).toContain("Did you mean `measure`?");
    expect(hoverAt("mea@sure=1")?.text).toBe("`measure` takes no value.");
    expect(hoverAt("measure parse@r")?.text).toContain("openEuler");
    for (const marked of [
      "measure xyzzy@y",
      "# mea@sure",
      "measure # mea@sure",
      "@",
      "measure path=/b@in",
      "measure @ uid=0",
    ])
      expect(hoverAt(marked), marked).toBeUndefined();
  });

  it("tells of rules that never decide", () => {
    const text = "dont_measure\nmeasure func=BPRM_CHECK\nmeasure func=MODULE_CHECK\n";
    const found = features.hover(checked(text), text.indexOf("measure func=BPRM"));
    expect(found?.text).toContain("never decides anything: line 1 comes first");
  });
});

describe("completion", () => {
  const labels = (marked: string, options = {}) => completionsAt(marked, options).map(({ label }) => label);

  it("begins with actions and rules", () => {
    const found = completionsAt("# x\n@\nmeasure\n");
    expect(found.filter(({ kind }) => kind === "keyword").map(({ label }) => label)).toEqual(
      actions.map(({ name }) => name),
    );
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(["keyword", "rule"]));
    expect(labels("fo@")).toContain("measure");
  });

  it("replaces what stands there", () => {
    const { subject, offset, text } = at("appraise appraise_algos=sha256,sh@a5,md5 uid=0");
    const found = features.completions(subject, offset);
    expect(new Set(found.map(({ replace }) => cut(text, replace)))).toEqual(new Set(["sha5"]));
    expect(found.map(({ label }) => label)).not.toContain("sha256");
    const key = completionsAt("measure fown@<0").find(({ label }) => label === "fowner=");
    expect(key?.insert).toBe("fowner");
    expect(labels("measure fown@<0")).not.toContain("fsname=");
  });

  it("finds file systems by their names", () => {
    const tmpfs = completionsAt("measure fsmagic=@").find(({ label }) => label === "0x1021994");
    expect(tmpfs?.filter).toContain("TMPFS_MAGIC");
    expect(tmpfs?.detail).toContain("tmpfs");
    expect(labels("measure fsname=@")).toEqual(expect.arrayContaining(["ext4", "rootfs"]));
    expect(labels("measure fsmagic=@").length).toBe(fileSystems.length);
  });

  it("marks what some target kernels do not take", () => {
    const found = completionsAt("@", { kernels: ["6.1", "7.2"] }).find(({ label }) => label === "dont_audit");
    expect([found?.isDeprecated, found?.detail]).toEqual([true, "from Linux 6.19 on"]);
    expect(labels("@", { kernels: ["6.1"] })).not.toContain("dont_audit");
    const alias = completionsAt("measure func=@").find(({ label }) => label === "FILE_MMAP");
    expect([alias?.isDeprecated, alias?.detail]).toEqual([true, "old name of MMAP_CHECK"]);
  });

  it("knows what is in use", () => {
    const uuid = "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6";
    expect(labels(`measure fsuuid=${uuid} obj_type=a_t uid=42\nmeasure fsuuid=@`)).toEqual([uuid]);
    expect(labels(`dont_measure obj_type=a_t\nmeasure subj_type=@`)).toEqual(["a_t"]);
    expect(labels(`dont_measure fowner=42\nmeasure uid=@`)).toEqual(["0", "42"]);
    expect(labels(`dont_measure obj_type=a_t\nmeasure subj_role=@`, { lsmLabels: ["b_r"] })).toEqual(["b_r"]);
  });

  it("is not for comments", () => {
    for (const marked of ["# @", "measure # fu@", "measure #@"]) expect(labels(marked)).toEqual([]);
  });

  it("is possible in a rule with mistakes", () => {
    expect(labels("measure fnuc=BPRM_CHECK @")).toContain("mask=");
    expect(labels("measure func=FOO @")).toContain("fsname=");
    expect(labels("appraise appraise_algos=foo,@")).toContain("sha256");
    expect(labels("appraise func=SETXATTR_CHECK @")).toContain("appraise_algos=");
    expect(labels("appraise func=SETXATTR_CHECK @")).not.toContain("uid=");
  });

  it("says what is proposed", () => {
    for (const marked of [
      "@",
      "measure @",
      "measure func=@",
      "measure fsmagic=@",
      "measure template=@",
      "appraise appraise_type=@",
    ])
      for (const { label, documentation } of completionsAt(marked)) expect(documentation?.(), label).toBeTruthy();
  });
});

describe("tokens", () => {
  const shown = (text: string, options = {}) => {
    const { subject } = at(text, options);
    return features
      .tokens(subject)
      .map(({ span, type, modifiers }) => [cut(text, span), type, ...(modifiers ?? [])].join(" "));
  };

  it("are what the words are to the kernel", () => {
    expect(
      shown("dont_measure func=FILE_MMAP fsmagic=0x1 uid>0 obj_type=a_t permit_directio # x\n", { kernels: ["7.2"] }),
    ).toEqual([
      ...["dont_measure keyword negative", "func property", "= operator", "FILE_MMAP function deprecated"],
      ...["fsmagic property", "= operator", "0x1 number", "uid property", "> operator", "0 number"],
      ...["obj_type property", "= operator", "a_t string", "permit_directio property", "# x comment"],
    ]);
    expect(shown("measure # x", { kernels: ["6.1"] })).toEqual(["measure keyword", "# x variable unknown"]);
    expect(shown("measure func=FOO dont_audit fs_subtype=a", { kernels: ["6.1"] })).toEqual([
      ...["measure keyword", "func property", "= operator", "FOO function unknown"],
      ...["dont_audit keyword negative unknown", "fs_subtype=a variable unknown"],
    ]);
  });

  it("of a part are those of its lines", () => {
    const text = "measure uid=0\n# x\naudit\n";
    const { subject } = at(text);
    const found = features.tokens(subject, { start: 15, end: 16 });
    expect(found.map(({ span }) => cut(text, span))).toEqual(["# x"]);
  });
});

describe("hints", () => {
  it("name file systems and rules that decide first", () => {
    const text =
      "dont_measure fsmagic=0x9fa0\nmeasure func=BPRM_CHECK\nmeasure func=BPRM_CHECK uid=0\nmeasure func=BPRM_CHECK\n";
    const found = features
      .hints(checked(text), all)
      .map(({ at: place, text: words, kind }) => [text.slice(0, place).split("\n").length, words, kind]);
    expect(found).toEqual([
      [1, "proc", "type"],
      [3, "unreachable: decided by line 2", "outcome"],
      [4, "same as line 2", "outcome"],
    ]);
    expect(features.hints(checked(text), { start: 0, end: 5 })).toHaveLength(1);
  });
});

const sections = `# ======
# Everything
# ======

# proc
dont_measure fsmagic=0x9fa0
# measure func=KEY_CHECK
dont_measure fsmagic=0x1021994

# programs
measure func=BPRM_CHECK
measure func=MMAP_CHECK mask=MAY_EXEC

# Appraisal

appraise func=MODULE_CHECK appraise_type=imasig
foo bar
`;

describe("outline", () => {
  const { subject } = at(sections);

  it("has sections and rules", () => {
    type Plain = (string | Plain)[];
    const plain = (list: readonly DocumentSymbol[]): Plain =>
      list.flatMap(({ name, children }) => (children === undefined ? [name] : [name, plain(children)]));
    expect(plain(features.symbols(subject))).toEqual([
      "Everything",
      ["dont_measure", "dont_measure", "programs", ["measure BPRM_CHECK", "measure MMAP_CHECK"]],
      "Appraisal",
      ["appraise MODULE_CHECK", "foo"],
    ]);
    const marked = "# imalint-ignore logic/every-hook: meant\n# All\nmeasure\n";
    expect(features.symbols(at(marked).subject)).toMatchObject([{ name: "All" }]);
    expect(features.symbols(at("measure uid=0 func=BPRM_CHECK").subject)).toMatchObject([
      { name: "measure BPRM_CHECK", detail: "uid=0" },
    ]);
  });

  it("folds sections and comments", () => {
    const found = features.folds(subject).map(({ span, kind }) => `${kind} ${cut(sections, span).split("\n").length}`);
    expect(found).toEqual(["region 12", "comment 3", "region 3", "region 4"]);
  });

  it("grows selections", () => {
    const found = features.selections(subject, sections.indexOf("MAY_EXEC") + 1).map((span) => cut(sections, span));
    expect(found.slice(0, 3)).toEqual(["MAY_EXEC", "mask=MAY_EXEC", "measure func=MMAP_CHECK mask=MAY_EXEC"]);
    expect(found[3]).toMatch(/^# programs/);
    expect(found[4]).toMatch(/^# =.*MAY_EXEC$/s);
    expect(found.at(-1)).toBe(sections);
  });

  it("says above a section what it does", () => {
    expect(features.lenses(subject).map(({ title }) => title)).toEqual([
      "dont_measure: every hook with a file (2 rules)",
      "measure: BPRM_CHECK, MMAP_CHECK (2 rules)",
    ]);
    expect(features.lenses(at("# x\n\n".concat("measure\n".repeat(6000))).subject)).toEqual([]);
  });
});

describe("occurrences", () => {
  const text =
    "measure uid=1000 func=FILE_MMAP\ndont_measure fowner>1000 fsmagic=0x01021994\nmeasure gid=1000 fsmagic=1021994 func=MMAP_CHECK\n";
  const other = { path: "other", text: "appraise euid=+1000\n" };
  const subject = checked(text, {}, [other]);
  const found = (words: string) => features.occurrences(subject, text.indexOf(words) + words.length);

  it("are of one user, one group, one file system, one hook", () => {
    const shown = (words: string) =>
      found(words)?.all.map(
        ({ path, span }) => `${path === "other" ? "other " : ""}${cut(path === "other" ? other.text : text, span)}`,
      );
    expect(shown("uid=1000")).toEqual(["1000", "1000", "other +1000"]);
    expect(shown("gid=1000")).toEqual(["1000"]);
    expect(shown("0x01021994")).toEqual(["0x01021994", "1021994"]);
    expect(shown("FILE_MMAP")).toEqual(["FILE_MMAP", "MMAP_CHECK"]);
    expect(found("measure")).toBeUndefined();
    expect(["uid=1000", "0x01021994", "FILE_MMAP"].map((words) => found(words)?.canRename)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("are renamed when they are no words of the kernel", () => {
    const offset = text.indexOf("1000");
    expect(features.rename(subject, offset, "1001")).toHaveLength(3);
    expect(features.rename(subject, offset, "root")).toContain("decimal");
    expect(features.rename(subject, offset, "1 0")).toContain("blanks");
    expect(features.rename(subject, text.indexOf("FILE_MMAP"), "X")).toBe("This is a word of the kernel.");
  });
});

describe("actions", () => {
  const titles = (text: string) => features.actions(at(text).subject, all).map(({ title }) => title);

  it("write file systems in the other way where that means the same", () => {
    expect(titles("dont_measure fsmagic=0x9fa0\nmeasure fsname=xfs\n")).toEqual([
      "Write fsname=proc",
      "Write fsmagic=0x58465342",
    ]);
    for (const words of [
      "fsmagic=0xef53",
      "fsname=ext4",
      "fsname=cramfs",
      "fsname=ceph",
      // One driver has had both names for a while.
      "fsname=ntfs3",
      "fsmagic=0x7366746e",
      "fsmagic=x",
      "fsmagic=0x9fa0 fsname=proc",
    ])
      expect(titles(`measure ${words}`), words).toEqual([]);
  });
});

describe("on any text", () => {
  const random = randomFrom(Number(process.env.IMALINT_SEED ?? 1));
  const runs = Number(process.env.IMALINT_DAMAGED ?? 150);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const pieces = [
    "\0",
    "\r",
    "\n",
    "\t",
    " ",
    "#",
    "=",
    ">",
    "|",
    ",",
    "^",
    "é",
    "\u{1f600}",
    "\ud800",
    "\u2028",
    "=|",
    "measure",
    "func=",
    "fsuuid=",
    "$" + "{1:x}",
    "x".repeat(5000),
  ];

  function damaged(): string {
    let text = pick([
      sections,
      "measure func=BPRM_CHECK uid>0\r\nappraise func=KEY_CHECK keyrings=.ima|.evm\r\n",
      "appraise appraise_algos=sha256,,md5 appraise_type=imasig|modsig # x\ndont_measure fsmagic=0x9fa0 fsname=proc label=a||b\n",
      "",
    ]);
    for (let times = Math.floor(random() * 6); times > 0; times--) {
      const place = Math.floor(random() * (text.length + 1));
      text = text.slice(0, place) + (random() < 0.7 ? pick(pieces) : "") + text.slice(place + Math.floor(random() * 4));
    }
    return text;
  }

  it("nothing is thrown, and places are in the text", () => {
    for (let run = 0; run < runs; run++) {
      const text = damaged();
      const document = { path: "ima-policy", text };
      const loader = pick(["path", "write"] as const);
      const options = { loader, kernels: [pick(["5.4", "6.6", "7.2"])] };
      const subject = random() < 0.3 ? checked(text, options) : subjectOf(document, undefined, options);
      const offset = Math.floor(random() * (text.length + 1));
      const inside = ({ start, end }: Span) => {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(text.length);
      };
      const around = (span: Span) => {
        inside(span);
        expect(span.start).toBeLessThanOrEqual(offset);
        expect(span.end).toBeGreaterThanOrEqual(offset);
        expect(cut(text, span)).not.toMatch(/\n/);
      };
      const hover = features.hover(subject, offset);
      if (hover !== undefined) around(hover.span);
      for (const completion of features.completions(subject, offset)) {
        around(completion.replace);
        expect(completion.insert).not.toContain("\n");
        completion.documentation?.();
      }
      let end = 0;
      for (const token of features.tokens(subject)) {
        inside(token.span);
        expect(token.span.start).toBeGreaterThanOrEqual(end);
        expect(token.span.end).toBeGreaterThan(token.span.start);
        expect(cut(text, token.span)).not.toMatch(/[\r\n]/);
        expect(tokenTypes).toContain(token.type);
        end = token.span.end;
      }
      for (const hint of features.hints(subject, { start: 0, end: text.length }))
        inside({ start: hint.at, end: hint.at });
      for (const { span } of features.lenses(subject)) inside(span);
      for (const { span } of features.folds(subject)) inside(span);
      const visit = (list: readonly DocumentSymbol[], outer: Span) => {
        for (const { name, span, selection, children = [] } of list) {
          expect(name).not.toBe("");
          expect(outer.start <= span.start && span.end <= outer.end).toBe(true);
          expect(span.start <= selection.start && selection.end <= span.end).toBe(true);
          visit(children, span);
        }
      };
      visit(features.symbols(subject), { start: 0, end: text.length });
      let inner: Span | undefined;
      for (const span of features.selections(subject, offset)) {
        inside(span);
        if (inner !== undefined) expect(span.start <= inner.start && inner.end <= span.end).toBe(true);
        inner = span;
      }
      expect(inner).toEqual({ start: 0, end: text.length });
      const found = features.occurrences(subject, offset);
      for (const { span } of found?.all ?? []) inside(span);
      if (found !== undefined) expect(found.all).toContainEqual({ path: document.path, span: found.span });
      features.rename(subject, offset, "x");
      for (const { edits } of features.actions(subject, { start: offset, end: text.length }))
        for (const { span } of edits) inside(span);
    }
  });

  it("long lines and offsets outside are nothing special", () => {
    const text = `measure ${"x ".repeat(50_000)}${"y".repeat(500_000)} func=`;
    const { subject } = at(text);
    for (const offset of [-5, 0, 50_000, text.length, text.length + 5]) {
      features.hover(subject, offset);
      features.completions(subject, offset);
      features.selections(subject, offset);
    }
    expect(features.tokens(subject).length).toBeGreaterThan(50_000);
  });
});
