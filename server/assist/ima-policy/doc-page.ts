/** How the documentation of a word is put together, as Markdown. */

import type { Kernel } from "../../../grammar/index.js";
import { availability, both, type Entry } from "./availability.js";

const policyPage = "https://www.kernel.org/doc/Documentation/ABI/testing/ima_policy";
export const templatePage = "https://docs.kernel.org/security/IMA-templates.html";
export const verityPage = "https://docs.kernel.org/filesystems/fsverity.html";

export const code = (text: string) => `\`${text}\``;
export const codes = (words: readonly string[], joint = "and") => both(words.map(code), joint);

/** Text of a policy as Markdown code, whatever is in it. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  return code(shown.replace(/[`\r\n\0]/g, "?"));
}

/** Paragraphs: what it is, what it goes with, who has it, and where to read on. */
export function page(
  title: string,
  paragraphs: readonly string[],
  entry: Entry,
  kernels: readonly Kernel[],
  link?: string,
): string {
  const where = availability(entry, kernels).join(" ");
  return [`**${title}** ${paragraphs[0] ?? ""}`, ...paragraphs.slice(1), where, link ?? ""]
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .join("\n\n");
}

/** The documentation of the mainline kernel tells of what is in it. */
export const linkFor = ({ dialects }: Entry, link = `[ABI/testing/ima_policy](${policyPage})`) =>
  dialects === undefined ? link : undefined;
