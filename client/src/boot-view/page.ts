/** The page of the boot view: what the server drew, in the colours of the editor, and allowed to do next to nothing. */

import { viewScript } from "./script.js";
import { viewStyle } from "./style.js";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const markup = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? "");

export function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The styles of a page or of a part of one, and its body. */
function partsOf(html: string): { readonly styles: string; readonly body: string } {
  const styles: string[] = [];
  const rest = html.replace(/<style>(.*?)<\/style>/gs, (_, style: string) => {
    styles.push(style);
    return "";
  });
  return { styles: styles.join("\n"), body: /<body[^>]*>(.*)<\/body>/s.exec(rest)?.[1] ?? rest };
}

/**
 * @param document its URI, which the view remembers when the editor is closed
 * @param html made by the server, with the texts of others escaped
 */
export function bootPage(document: string, title: string, html: string, nonce: string): string {
  const { styles, body } = partsOf(html);
  return [
    "<!DOCTYPE html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8"/>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'"/>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<title>${markup(title)}</title>`,
    `<style nonce="${nonce}">${styles}${viewStyle}</style>`,
    "</head>",
    `<body data-document="${markup(document)}">`,
    body,
    `<script nonce="${nonce}">${viewScript}</script>`,
    "</body>",
    "</html>",
  ].join("\n");
}

/** Says why there is nothing else. */
export const messageHtml = (message: string) => `<p role="status">${markup(message)}</p>`;
