/** Boots to draw. */

import type { BootDescription } from "../server/boot/index.js";
import { bootOf } from "./boot.js";

const listRule = "appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig";
const programs = "appraise func=BPRM_CHECK digest_cache=data";
const deadlockPolicy = `${listRule}\n${programs}\nappraise func=MODULE_CHECK digest_cache=data\n`;
const goodPolicy = `${listRule}\n${programs}\nappraise func=MODULE_CHECK appraise_type=imasig|modsig\n`;

/** The policy asks digest lists for the parser that reads them. */
export const deadlock = bootOf(
  `[kernel]
cmdline = ima_appraise=enforce
[parser "tlv"]
load = module
[phase "rootfs"]
policy = ima-policy
[digest-list "tlv-base"]
[file "/usr/bin/bash"]
digest-list = tlv-base
`,
  { "ima-policy": deadlockPolicy },
);

export const working = bootOf(
  `[kernel]
version = 6.12
cmdline = ima_policy=tcb|digest_cache_measure ima_appraise=enforce
[parser "tlv"]
load = module
[parser "rpm"]
[phase "initramfs"]
policy = builtin
parsers = tlv
digest-lists = tlv-init
[phase "rootfs"]
policy = ima-policy
[digest-list "tlv-init"]
files = /init
[digest-list "rpm-base"]
files = /sbin/init /usr/bin/bash
[file "/usr/bin/bash"]
phase = rootfs
`,
  { "ima-policy": goodPolicy },
);

export const withoutLists = bootOf(
  `[kernel]
cmdline = ima_policy=tcb|appraise_tcb|digest_cache_appraise ima_appraise=enforce
[parser "tlv"]
[phase "initramfs"]
policy = initramfs-policy
digest-lists =
[phase "rootfs"]
policy = ima-policy
[digest-list "tlv-base"]
[file "/init"]
digest-list = tlv-base
[file "/usr/sbin/modprobe"]
digest-list = tlv-base
`,
  { "initramfs-policy": goodPolicy, "ima-policy": goodPolicy },
);

/** Five parsers, forty digest lists and thirty programs in four phases. */
export function manyThings(lists = 40, files = 30): BootDescription {
  const formats = ["tlv", "rpm", "deb", "apk", "pacman"];
  const conf = [
    "[kernel]\ncmdline = ima_policy=tcb|appraise_tcb ima_appraise=enforce\n",
    '[key "late"]\nfrom-phase = switchroot\n',
  ];
  formats.forEach((format, at) => {
    conf.push(
      `[parser "${format}"]\nload = ${at === 0 ? "builtin" : "module"}\nsignature = ${["appended", "appended", "none", "imasig", "hash"][at]}\n`,
    );
  });
  for (const phase of ["initramfs", "switchroot", "rootfs", "late-services"])
    conf.push(
      `[phase "${phase}"]\npolicy = ${phase === "initramfs" ? "builtin" : phase === "switchroot" ? "early-policy" : phase === "rootfs" ? "ima-policy" : "same"}\n${phase === "switchroot" ? "xattrs = no\nparsers = tlv rpm deb\n" : ""}`,
    );
  for (let at = 0; at < lists; at++) {
    const format = formats[at % formats.length];
    conf.push(
      `[digest-list "${at}-${format}-package-with-a-long-name-${at}"]\nsignature = ${at % 7 === 3 ? "pgp" : "appended"}\n${at % 11 === 5 ? "hash = sha1\n" : ""}`,
    );
  }
  for (let at = 0; at < files; at++) {
    const list = at % lists;
    conf.push(
      `[file "/usr/libexec/some/deep/directory/of/programs/program-${at}${at % 10 === 9 ? ".ko" : ""}"]\ndigest-list = ${at % 13 === 12 ? "" : `${list}-${formats[list % formats.length]}-package-with-a-long-name-${list}`}\n${at % 6 === 5 ? "signature = imasig\n" : ""}`,
    );
  }
  return bootOf(conf.join(""), {
    "early-policy": `dont_appraise fsmagic=0x9fa0\n${listRule}\n${programs}\nappraise func=MODULE_CHECK digest_cache=data\n`,
    "ima-policy": goodPolicy,
  });
}

/** Lists that count for one family only, one of which nothing has a use for. */
export const notMeasured = bootOf(
  `[kernel]
cmdline = ima_appraise=enforce
[parser "tlv"]
[parser "rpm"]
[phase "rootfs"]
policy = ima-policy
file-system = ext4
[digest-list "tlv-main"]
files = /sbin/init
[digest-list "rpm-extra"]
files = /usr/bin/unused
`,
  { "ima-policy": `${goodPolicy}measure func=BPRM_CHECK digest_cache=data pcr=12\n` },
);

/** What happens depends on the file system, which is left open. */
export const open = bootOf(
  `[kernel]
cmdline = ima_appraise=enforce
[phase "rootfs"]
policy = ima-policy
file-system = ext4 tmpfs
[parser "tlv"]
[digest-list "tlv-base"]
[file "/usr/bin/tool"]
signature = none
digest-list =
[step]
do = access
file = /usr/bin/tool
uid = 1000
[step]
do = set-default-path
path = /srv/lists
`,
  { "ima-policy": `${listRule}\nappraise func=BPRM_CHECK fsmagic=0xef53 digest_cache=data\n` },
);

/** Names that would be markup, or move what is around them. */
export const hostile = (() => {
  const name = `</text>]]><script>x("'&amp;")</script>\u202e\u0007\ud800\uffff--><a href='http://example.com/'>`;
  return bootOf(
    `[kernel]
cmdline = ima_appraise=enforce
[parser "tlv"]
[phase "${name.replaceAll('"', "")}"]
policy = pol<i>cy&
[digest-list "tlv-${name.replaceAll('"', "").replaceAll("/", "|")}"]
[file "/usr/bin/${name.replaceAll('"', "")}"]
digest-list = tlv-*
`,
    { "pol<i>cy&": deadlockPolicy },
  );
})();

/** Lists that are alike. */
export function alike(count: number): BootDescription {
  const lists = Array.from(
    { length: count },
    (_, at) => `[digest-list "rpm-package${at}"]\nfiles = /usr/bin/tool${at}\n`,
  );
  const files = Array.from({ length: count }, (_, at) => `[file "/usr/bin/tool${at}"]\n`);
  return bootOf(
    `[kernel]\ncmdline = ima_appraise=enforce\n[parser "rpm"]\n[phase "rootfs"]\npolicy = ima-policy\n${lists.join("")}${files.join("")}`,
    { "ima-policy": deadlockPolicy },
  );
}

export const nothing = bootOf("");

export const cases: Readonly<Record<string, BootDescription>> = {
  deadlock,
  working,
  withoutLists,
  notMeasured,
  open,
  hostile,
  alike: alike(40),
  manyThings: manyThings(),
  evenMore: manyThings(120, 120),
  nothing,
};
