/** Which kernels have a word, in sentences. */

import { type Dialect, dialectTitles, type Kernel, type Lifetime } from "../../../grammar/index.js";

export interface Entry extends Lifetime {
  readonly dialects?: readonly Dialect[];
  readonly config?: string;
}

/** Several words as "a", "a and b", "a, b and c". */
export function both(words: readonly string[], joint = "and"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${joint} ${last}`;
}

/** "from Linux 6.6 on", "up to Linux 5.15"; nothing for what all kernels have. */
export function lifetimeWords({ since, until }: Lifetime): string | undefined {
  const words = [
    ...(since === undefined ? [] : [`from Linux ${since} on`]),
    ...(until === undefined ? [] : [`up to Linux ${until}`]),
  ];
  return words.length === 0 ? undefined : words.join(", ");
}

/** Kernels by their versions. */
export function kernelNames(kernels: readonly Kernel[]): string {
  return `Linux ${both(kernels.map(({ version }) => version))}`;
}

/** Where a word exists, what it needs, and which of the target kernels do not have it. */
export function availability(entry: Entry, kernels: readonly Kernel[]): string[] {
  const lifetime = lifetimeWords(entry);
  const lacking = kernels.filter((kernel) => !kernel.knows(entry));
  const { config } = entry;
  const isOff = config !== undefined && kernels.some((kernel) => kernel.option(config) === false);
  return [
    ...(entry.dialects === undefined
      ? []
      : [`Known to ${both(entry.dialects.map((dialect) => dialectTitles[dialect]))} only.`]),
    ...(lifetime === undefined ? [] : [`Known ${lifetime}.`]),
    ...(config === undefined ? [] : [`Needs ${config}${isOff ? ", which the target kernel is built without" : ""}.`]),
    ...(lacking.length === 0
      ? []
      : [
          lacking.length === kernels.length
            ? `**Refused by ${kernels.length === 1 ? "the target kernel" : "all target kernels"}** (${kernelNames(lacking)}).`
            : `**Refused by ${kernelNames(lacking)}** of the target kernels.`,
        ]),
  ];
}
