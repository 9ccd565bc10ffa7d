/**
 * Kernel versions, and what "since" and "until" mean.
 *
 * The policy language only changes with mainline releases, so a version is major.minor;
 * stable releases and distribution suffixes are cut off.
 */

/** Releases whose policy language was compared with running kernels or with their source. */
export const studiedKernels = ["5.4", "5.10", "5.15", "6.1", "6.6", "6.12", "7.2"] as const;

export const newestKernel = "7.2";

/** The last release of each series before the next major number. */
const lastMinor: Readonly<Record<number, number>> = { 5: 19, 6: 19, 7: 2 };
const oldest = 5 * 1000 + 4;

/** A half-open history: present from `since` on, up to and including `until`. */
export interface Lifetime {
  readonly since?: string;
  readonly until?: string;
}

const ordinals = new Map<string, number>();

/** major * 1000 + minor, for comparisons. */
export function ordinal(version: string): number {
  let value = ordinals.get(version);
  if (value === undefined) {
    const [major = "0", minor = "0"] = version.split(".");
    value = Number(major) * 1000 + Number(minor);
    ordinals.set(version, value);
  }
  return value;
}

/** Whether something with this lifetime is in this kernel version. */
export function isIn(version: string, lifetime: Lifetime): boolean {
  const at = ordinal(version);
  return (
    (lifetime.since === undefined || at >= ordinal(lifetime.since)) &&
    (lifetime.until === undefined || at <= ordinal(lifetime.until))
  );
}

/**
 * Reads a version as people write it (`6.1`, `v6.1`, `6.1.192`, `6.1.0-56-cloud-amd64`) and returns
 * `major.minor`, or undefined when it is no version or none that is known (5.4 to 7.2).
 */
export function normalizeVersion(text: string): string | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,3})(?:\.\d+)*(?:[-+~](?!\d+\.\d).*)?$/.exec(text.trim());
  if (!match) return undefined;
  const major = Number(match[1]);
  const minor = Number(match[2]);
  const last = lastMinor[major];
  if (last === undefined || minor > last || major * 1000 + minor < oldest) return undefined;
  return `${major}.${minor}`;
}
