/** Random boots: the text of a digest-cache.conf and policies, in parts that a test can move, change or leave out. */

import { parseBootFile, parsePolicy } from "../grammar/index.js";
import { type BootDescription, describeBoot } from "../server/boot/index.js";

export interface ConfSection {
  readonly kind: string;
  readonly name?: string;
  readonly keys: readonly (readonly [key: string, value: string])[];
}

export interface RandomBoot {
  readonly sections: readonly ConfSection[];
  readonly policies: Readonly<Record<string, readonly string[]>>;
}

export interface Wishes {
  /** Only what happens by itself. */
  readonly steps: boolean;
  /** The file systems that phases may be on; undefined: any. */
  readonly open: boolean;
}

/** Numbers from 0 up to 1 (mulberry32 by Tommy Ettinger, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function confOf({ sections }: RandomBoot): string {
  return sections
    .map(({ kind, name, keys }) =>
      [
        name === undefined ? `[${kind}]` : `[${kind} "${name}"]`,
        ...keys.map(([key, value]) => `${key} = ${value}`.trimEnd()),
        "",
      ].join("\n"),
    )
    .join("\n");
}

export function describe(boot: RandomBoot): BootDescription {
  return describeBoot({
    conf: { path: "digest-cache.conf", file: parseBootFile(confOf(boot)) },
    readText: () => undefined,
    readPolicy: (path) => {
      const lines = boot.policies[path];
      return lines && { policy: parsePolicy(`${lines.join("\n")}\n`), refused: false };
    },
  });
}

const listNames = ["tlv-a", "0-tlv-b", "7-rpm-c", "tlv-", "12x-tlv-d", "-tlv-e", "nothing", "rpm-f", "3-__proto__-g"];
const storage = ["ext4", "xfs", "btrfs"];
const everywhere = [...storage, "tmpfs"];
const fileNames = ["/init", "/sbin/init", "/bin/a", "/bin/b", "/lib/c.so", "/m/d.ko", "/m/tlv.ko", "/m/rpm.ko.xz"];

/** A boot in which much is said, and most of it matters to something else. */
export function randomBoot(random: () => number, { steps, open }: Wishes): RandomBoot {
  const chance = (probability: number) => random() < probability;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const some = <T>(items: readonly T[], probability: number) => items.filter(() => chance(probability));
  const sections: ConfSection[] = [];
  const section = (kind: string, name: string | undefined, keys: readonly (readonly [string, string] | false)[]) =>
    sections.push({ kind, ...(name === undefined ? {} : { name }), keys: keys.filter((key) => key !== false) });
  const key = (probability: number, name: string, value: () => string): readonly [string, string] | false =>
    chance(probability) && [name, value()];
  const names = some(listNames, 0.25);
  const lists = names.length === 0 ? ["tlv-a"] : names;
  const files = some(fileNames, 0.45);
  const phases = pick([["rootfs"], ["rootfs"], ["initramfs", "rootfs"], ["initramfs", "rootfs", "late"]]);
  const signature = (words: readonly string[]) => some(words, 0.4).join(" ") || "none";
  const fileSystem = () => (open ? some(storage, 0.5).join(" ") || "ext4 xfs" : pick(everywhere));
  const signed = key(0.15, "signed-by", () => pick(["vendor", "unknown"]));
  const hash = () => pick(["sha256", "sha256", "sha512"]);
  const listWords = () => some([...lists, "tlv-*", "*"], 0.3).join(" ");

  section("kernel", undefined, [
    key(0.3, "version", () => pick(["6.12", "6.19", "7.2"])),
    key(0.2, "modsig", () => pick(["no", "yes"])),
    key(0.1, "integration", () => "yes"),
    key(0.15, "module-signing", () => pick(["off", "permissive", "force"])),
    key(0.2, "module-compression", () => pick(["none", "xz", "zstd"])),
    key(0.1, "module-decompress", () => pick(["in-kernel", "user-space"])),
    key(0.5, "cmdline", () =>
      [
        pick([
          "",
          "ima_policy=tcb|appraise_tcb|digest_cache_measure|digest_cache_appraise",
          'ima_policy="appraise_tcb|digest_cache_appraise"',
          "ima_policy=secure_boot ima_policy=digest_cache_appraise",
          "ima_policy=critical_data",
        ]),
        pick([
          "",
          "",
          "",
          "ima_hash=sha512",
          "lockdown=integrity",
          "module.sig_enforce",
          "ima_appraise=log",
          "nomodule",
        ]),
      ]
        .join(" ")
        .trim(),
    ),
  ]);
  if (chance(0.3))
    section("digest-cache", undefined, [
      key(0.15, "default-path", () => pick(["/opt/lists", "/etc/digest_lists/tlv-a"])),
      key(0.3, "lists-in", () => pick(["/etc/digest_lists", "/opt/lists"])),
      key(0.4, "prefetch", () => "yes"),
      steps && key(0.2, "set-in-phase", () => pick(phases)),
    ]);
  for (const format of some(["tlv", "rpm", "__proto__"], 0.5))
    section("parser", format, [
      key(0.4, "load", () => pick(["builtin", "builtin", "module", "module", "module", "absent"])),
      key(0.15, "path", () =>
        pick(["kernel/security/integrity/digest_cache/parsers/tlv.ko", `kernel/security/${format}.ko.xz`]),
      ),
      key(0.7, "signature", () => signature(["appended", "imasig", "hash", "appended-to-compressed"])),
      signed,
      key(0.3, "digest-list", listWords),
      key(0.1, "owner", () => "1000"),
      key(0.2, "file-system", fileSystem),
    ]);
  for (const name of lists)
    section("digest-list", name, [
      key(0.6, "signature", () => signature(["appended", "imasig", "hash", "pgp"])),
      signed,
      key(0.2, "hash", hash),
      key(0.4, "files", () => some(fileNames, 0.5).join(" ")),
      key(0.1, "format", () => pick(["tlv", "rpm"])),
      key(0.15, "owner", () => "1000"),
      key(0.2, "file-system", fileSystem),
    ]);
  for (const path of files) {
    const module = /\.ko/.test(path);
    section("file", path, [
      key(0.5, "digest-list", listWords),
      key(0.5, "signature", () => signature(["appended", "imasig", "hash"])),
      signed,
      key(0.1, "hash", hash),
      key(0.2, "hook", () => pick(["BPRM_CHECK", "FILE_CHECK", "MMAP_CHECK", "FILE_CHECK BPRM_CHECK"])),
      key(0.1, "owner", () => "1000"),
      key(0.15, "phase", () => pick(phases)),
      key(0.15, "digest-list-xattr", () => pick([...lists, "", "no/name"])),
      key(0.2, "file-system", fileSystem),
      module && key(0.7, "parser", () => (path.includes("rpm") ? "rpm" : "tlv")),
      !module && key(0.2, "libraries", () => "/lib/c.so"),
    ]);
  }
  if (chance(0.4))
    section("key", "vendor", [
      key(0.4, "keyring", () => pick([".ima", ".platform"])),
      key(0.3, "from-phase", () => pick(phases)),
    ]);

  const policies: Record<string, string[]> = {};
  const rule = () => {
    const func = pick([
      ...["DIGEST_LIST_CHECK", "DIGEST_LIST_CHECK", "MODULE_CHECK", "MODULE_CHECK", "BPRM_CHECK", "BPRM_CHECK"],
      ...["FILE_CHECK", "MMAP_CHECK", "POLICY_CHECK", ""],
    ]);
    const action = pick(["appraise", "appraise", "appraise", "dont_appraise", "measure", "dont_measure"]);
    const words = [action];
    if (func !== "") words.push(`func=${func}`);
    // Whether a list counts may be open while everything else is settled.
    if (chance(open && func === "DIGEST_LIST_CHECK" ? 0.5 : 0.12)) words.push(`fsname=${pick(everywhere)}`);
    if (chance(0.1)) words.push("fsmagic=0xef53");
    if (chance(0.15)) words.push(pick(["fowner=0", "fowner=1000", "uid=0", "uid=1000"]));
    if (chance(0.1)) words.push("obj_type=a_t");
    if (chance(0.1) && func === "FILE_CHECK") words.push("mask=MAY_EXEC");
    const cache = func !== "DIGEST_LIST_CHECK" && chance(0.6);
    if (action === "measure" && cache) words.push("digest_cache=data", "pcr=12");
    if (action === "appraise") {
      if (cache) words.push("digest_cache=data");
      if (["DIGEST_LIST_CHECK", "MODULE_CHECK"].includes(func) && chance(0.6))
        words.push("appraise_type=imasig|modsig");
      else if (chance(0.2)) words.push("appraise_type=imasig");
      if (chance(0.05)) words.push("appraise_algos=sha256");
    }
    return words.join(" ");
  };
  for (const path of ["p", "q"]) {
    const lines = Array.from({ length: 1 + Math.floor(random() * 6) }, rule);
    // By chance alone hardly any list would ever count.
    if (chance(0.5)) lines.push("appraise func=BPRM_CHECK digest_cache=data");
    if (chance(0.5)) lines.unshift("appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig");
    policies[path] = lines;
  }
  for (const name of phases)
    section("phase", name, [
      key(name === "rootfs" ? 0.9 : 0.4, "policy", () => pick(["p", "p", "q", "builtin", "same"])),
      key(0.1, "policy-signature", () => signature(["imasig", "hash"])),
      key(open ? 0.5 : 0.4, "file-system", fileSystem),
      key(0.15, "xattrs", () => pick(["yes", "no"])),
      key(0.1, "parsers", () => some(["tlv", "rpm"], 0.6).join(" ")),
      key(0.1, "digest-lists", () => some(lists, 0.6).join(" ")),
      key(0.1, "init", () => "/bin/a"),
      steps && key(0.1, "first-access", () => "1000"),
    ]);
  if (steps && chance(0.6))
    for (let step = 0; step < 6; step++) {
      const one = pick([
        ...["access", "access", "access", "load-module", "load-module", "install", "remove", "reset-list", "evict"],
        ...["unload", "set-default-path", "setxattr", "modules-disabled", "init-module"],
      ]);
      const of: Readonly<Record<string, (readonly [string, string] | false)[]>> = {
        access: [["file", pick(fileNames.filter((path) => !path.includes(".ko")))], key(0.3, "uid", () => "1000")],
        "load-module": [pick([["parser", "tlv"] as const, ["file", pick(["/m/tlv.ko", "/m/d.ko"])] as const])],
        install: [pick([["parser", pick(["tlv", "rpm"])] as const, ["digest-list", pick(lists)] as const])],
        remove: [["digest-list", pick(lists)]],
        "reset-list": [["digest-list", pick(lists)]],
        unload: [["parser", "tlv"]],
        "set-default-path": [["path", pick(["/etc/digest_lists", "/opt/lists", "/etc/digest_lists/tlv-a"])]],
        setxattr: [["file", pick(fileNames)], key(0.7, "xattr", () => pick(lists))],
      };
      section("step", undefined, [["do", one], key(0.3, "phase", () => pick(phases)), ...(of[one] ?? [])]);
    }
  return { sections, policies };
}

/** The same with one part less, for each part that can be left out. */
function* smaller(boot: RandomBoot): Generator<RandomBoot> {
  const { sections, policies } = boot;
  for (const [at, section] of sections.entries()) {
    yield { policies, sections: sections.filter((_, other) => other !== at) };
    for (const key of section.keys) {
      const shorter = { ...section, keys: section.keys.filter((other) => other !== key) };
      yield { policies, sections: sections.map((other, place) => (place === at ? shorter : other)) };
      const words = key[1].split(" ");
      for (const word of words.length > 1 ? words : []) {
        const keys = section.keys.map((other) =>
          other === key ? ([key[0], words.filter((one) => one !== word).join(" ")] as const) : other,
        );
        yield { policies, sections: sections.map((other, place) => (place === at ? { ...section, keys } : other)) };
      }
    }
  }
  for (const [path, lines] of Object.entries(policies))
    for (const [at, line] of lines.entries()) {
      yield { sections, policies: { ...policies, [path]: lines.filter((_, other) => other !== at) } };
      const words = line.split(" ");
      for (const word of words.slice(1)) {
        const shorter = words.filter((other) => other !== word).join(" ");
        yield {
          sections,
          policies: { ...policies, [path]: lines.map((other, place) => (place === at ? shorter : other)) },
        };
      }
    }
}

/** Leaves out what a failure does not need. */
export function shrink(boot: RandomBoot, fails: (boot: RandomBoot) => unknown): RandomBoot {
  let smallest = boot;
  for (let next: RandomBoot | undefined = boot; next !== undefined; ) {
    smallest = next;
    next = undefined;
    for (const candidate of smaller(smallest))
      if (fails(candidate)) {
        next = candidate;
        break;
      }
  }
  return smallest;
}

export function told(boot: RandomBoot): string {
  const used = Object.entries(boot.policies).filter(([, lines]) => lines.length > 0);
  return `${confOf(boot)}${used.map(([path, lines]) => `\n--- ${path}\n${lines.join("\n")}\n`).join("")}`;
}
