/**
 * What can be set, in imalint.toml and in an editor. One table for reading, for the reference, for the JSON Schema of
 * imalint.toml and for the configuration of editors.
 */

import { dialects } from "../../grammar/index.js";

export interface SettingSpec {
  /** As in imalint.toml; editors write it in camel case, behind "imalint.". */
  readonly name: string;
  /** One or two sentences: what it does. */
  readonly summary: string;
  /** kernels: a list of releases, or one; levels: a table of severities by check or group. */
  readonly type: "kernels" | "choice" | "path" | "text" | "levels" | "globs";
  readonly choices?: readonly string[];
  /** What holds without it, in words. */
  readonly byDefault: string;
  /** Only in the tables [[files]]. */
  readonly ofFiles?: true;
  readonly example: string;
}

export const settingSpecs: readonly SettingSpec[] = [
  {
    name: "kernels",
    summary: "The kernels that a policy is for: releases such as 6.12, a list or one.",
    type: "kernels",
    byDefault: "the newest kernel that speaks the dialect",
    example: 'kernels = ["6.1", "6.12", "7.2"]',
  },
  {
    name: "dialect",
    summary: "What these kernels speak. With auto, the words of each policy tell.",
    type: "choice",
    choices: ["auto", ...dialects],
    byDefault: "auto",
    example: 'dialect = "digest-cache"',
  },
  {
    name: "loader",
    summary:
      "How a policy reaches the kernel: by its path, as systemd and dracut do it first, or written, as cat does.",
    type: "choice",
    choices: ["path", "write"],
    byDefault: "path",
    example: 'loader = "write"',
  },
  {
    name: "lsm",
    summary: "The active security module, which decides what subj_*= and obj_*= can ask.",
    type: "choice",
    choices: ["selinux", "smack", "apparmor", "none"],
    byDefault: "not known: labels are taken to exist, and that is said",
    example: 'lsm = "selinux"',
  },
  {
    name: "kernel-config",
    summary: "A kernel configuration, such as /boot/config-6.12; relative to imalint.toml.",
    type: "path",
    byDefault: "not known: what a policy needs is taken for granted, and that is said",
    example: 'kernel-config = "config-6.12"',
  },
  {
    name: "cmdline",
    summary: "The kernel command line, for descriptions of boots that do not say it.",
    type: "text",
    byDefault: "not known",
    example: 'cmdline = "ima_policy=tcb ima_appraise=enforce"',
  },
  {
    name: "checks",
    summary:
      "Severities: error, warning, info, or off, by the id of a check or the name of a group. An id counts more than its group.",
    type: "levels",
    choices: ["error", "warning", "info", "off"],
    byDefault: "the severity on the page of the check",
    example: 'checks = { measure = "off", "protect/hash-accepted" = "error" }',
  },
  {
    name: "paths",
    summary:
      "Which files a table [[files]] is for: patterns with *, **, ? and {a,b}, relative to imalint.toml. One without a slash is for files of that name in all folders.",
    type: "globs",
    byDefault: "it must be there",
    ofFiles: true,
    example: 'paths = ["servers/**/*.policy"]',
  },
  {
    name: "boot",
    summary:
      "The digest-cache.conf that describes the boot of these files, relative to imalint.toml: it is checked along with them.",
    type: "path",
    byDefault: "none, unless it is checked anyway",
    ofFiles: true,
    example: 'boot = "servers/digest-cache.conf"',
  },
];

const byName: ReadonlyMap<string, SettingSpec> = new Map(settingSpecs.map((spec) => [spec.name, spec]));

export function settingSpec(name: string): SettingSpec | undefined {
  return byName.get(name);
}

/** The name of a setting in an editor: kernel-config is imalint.kernelConfig. */
export function editorName(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
