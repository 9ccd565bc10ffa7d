/** Markdown for clients that show text as it is: marks are taken off, links keep their target. */

export function plainText(markdown: string): string {
  return markdown
    .replace(/^```[^\n]*\n?/gm, "")
    .replace(/\[([^\]\n]*)\]\(([^)\n]*)\)/g, "$1 ($2)")
    .replace(/(\*\*|__|`)/g, "")
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>])/g, "$1");
}
