/**
 * Dialects: kernels that speak more than mainline does.
 *
 * digest-cache: mainline plus the Integrity Digest Cache v6 and its IMA integration v4 (2024, not merged).
 * openeuler: the IMA Digest Lists of the openEuler kernels (4.19 to 6.6).
 */

export type Dialect = "mainline" | "digest-cache" | "openeuler";

export const dialects: readonly Dialect[] = ["mainline", "digest-cache", "openeuler"];

export const dialectTitles: Readonly<Record<Dialect, string>> = {
  mainline: "mainline Linux",
  "digest-cache": "the Integrity Digest Cache patches",
  openeuler: "the openEuler kernels",
};
