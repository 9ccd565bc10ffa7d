/**
 * Reading of values, as ima_parse_rule() reads them (kstrtoul(), kstrtoint(), uuid_parse(), match_token()).
 * Each function returns undefined for what the kernel refuses for its form.
 */

import { hooks, internalHooks, maxId, type Permission, permissions } from "../kernel/index.js";

/** Decimal, an optional + before it; 0 to 4294967294. Used by uid, euid, gid, egid, fowner, fgroup. */
export function readId(text: string): number | undefined {
  if (!/^\+?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value <= maxId ? value : undefined;
}

/** Hexadecimal whatever it looks like, 0x optional; as lower-case digits without 0x and leading zeros. */
export function readMagic(text: string): string | undefined {
  const digits = /^\+?(?:0[xX])?([0-9a-fA-F]+)$/.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const value = digits.toLowerCase().replace(/^0+(?=.)/, "");
  return value.length <= 16 ? value : undefined;
}

/** Decimal with an optional sign; 0 to `max`. */
export function readPcr(text: string, max: number): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= 0 && value <= max ? Math.abs(value) : undefined;
}

export interface Uuid {
  /** The 36 characters that count, in lower case. */
  readonly uuid: string;
  /** What stands behind them, which the kernel does not look at. */
  readonly rest: string;
}

export const nilUuid = "00000000-0000-0000-0000-000000000000";

export function readUuid(text: string): Uuid | undefined {
  const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text)?.[0];
  return uuid === undefined ? undefined : { uuid: uuid.toLowerCase(), rest: text.slice(uuid.length) };
}

export interface Mask {
  readonly permission: Permission;
  /** With ^: the access must include the permission; without: it must be this one alone. */
  readonly contains: boolean;
}

export function readMask(text: string): Mask | undefined {
  const contains = text.startsWith("^");
  const permission = permissions.find((name) => name === (contains ? text.slice(1) : text));
  return permission === undefined ? undefined : { permission, contains };
}

const hookNames = new Map<string, string>();
for (const hook of hooks) for (const name of [hook.name, ...(hook.aliases ?? [])]) hookNames.set(name, hook.name);

/** The present name of a hook that any kernel or dialect takes in func=. */
export function readHookName(text: string): string | undefined {
  return hookNames.get(text);
}

/** Every spelling that func= takes in some kernel. */
export const hookSpellings: readonly string[] = [...hookNames.keys()];

export function isInternalHook(text: string): boolean {
  return internalHooks.includes(text);
}

/** Items of keyrings= and label=; undefined when one is empty. */
export function readNames(text: string): readonly string[] | undefined {
  const names = text.split("|");
  return names.includes("") ? undefined : names;
}

/** Items of appraise_algos=; empty items stay in, because the kernel looks each of them up. */
export function readAlgorithms(text: string): readonly string[] {
  return text.split(",");
}
