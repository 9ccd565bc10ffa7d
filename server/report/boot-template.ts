/** A digest-cache.conf to begin with: a working set-up of two phases, each key that matters with what it means. */

import { type KeySpec, sections } from "../../grammar/index.js";

interface Sample {
  readonly kind: string;
  readonly name?: string;
  /** Values by key; keys that begin with # stand there as a comment. */
  readonly settings: Readonly<Record<string, string>>;
}

const samples: readonly Sample[] = [
  {
    kind: "kernel",
    settings: {
      version: "6.12",
      "#config": "config-6.12",
      cmdline: "ima_policy=tcb|appraise_tcb|digest_cache_measure|digest_cache_appraise",
      "#module-signing": "force",
      "#module-compression": "xz",
    },
  },
  { kind: "digest-cache", settings: { "default-path": "/etc/digest_lists" } },
  { kind: "parser", name: "tlv", settings: { load: "module", signature: "appended imasig" } },
  {
    kind: "phase",
    name: "initramfs",
    settings: { policy: "builtin", "file-system": "tmpfs", parsers: "tlv", "digest-lists": "tlv-main" },
  },
  {
    kind: "phase",
    name: "rootfs",
    settings: { "#policy": "ima-policy", "file-system": "ext4", parsers: "tlv", "digest-lists": "tlv-main" },
  },
  { kind: "digest-list", name: "tlv-main", settings: { signature: "appended", "#files": "/usr/bin/app" } },
  { kind: "file", name: "/sbin/init", settings: { "digest-list": "tlv-main" } },
];

const width = 76;

function comment(text: string): string[] {
  const rows: string[] = [];
  let row = "#";
  for (const word of text.split(" ")) {
    if (row.length + 1 + word.length > width) {
      rows.push(row);
      row = "#";
    }
    row += ` ${word}`;
  }
  return [...rows, row];
}

function keyComment({ summary, choices, byDefault }: KeySpec): string[] {
  return [
    ...comment(summary),
    ...(choices === undefined ? [] : comment(`One of: ${choices.map(({ word }) => word).join(", ")}.`)),
    ...(byDefault === undefined ? [] : comment(`Without it: ${byDefault}.`)),
  ];
}

/** The text of a new digest-cache.conf. */
export function template(): string {
  const parts = [comment("How this machine boots, for imalint. Run: imalint boot digest-cache.conf")];
  for (const { kind, name, settings } of samples) {
    const spec = sections.find((section) => section.kind === kind);
    if (spec === undefined) continue;
    const rows = [...comment(spec.summary), `[${kind}${name === undefined ? "" : ` "${name}"`}]`];
    for (const [key, value] of Object.entries(settings)) {
      const off = key.startsWith("#");
      const keySpec = spec.keys.find((candidate) => candidate.name === key.replace("#", ""));
      if (keySpec !== undefined) rows.push(...keyComment(keySpec));
      rows.push(`${off ? "#" : ""}${key.replace("#", "")} = ${value}`);
    }
    parts.push(rows);
  }
  return `${parts.map((rows) => rows.join("\n")).join("\n\n")}\n`;
}
