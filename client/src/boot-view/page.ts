/** The page of the boot view: what the server drew, in the colours of the editor, and allowed to do next to nothing. */

import type { BootView } from "../../../server/lsp/protocol.js";
import { viewScript } from "./script.js";
import { viewStyle } from "./style.js";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const markup = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? "");

export function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param document its URI, which the view remembers when the editor is closed
 * @param view made by the server, with the texts of others escaped
 */
export function bootPage(document: string, { title, style, html }: BootView, nonce: string): string {
  return [
    "<!DOCTYPE html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8"/>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'"/>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<title>${markup(title)}</title>`,
    `<style nonce="${nonce}">${style}${viewStyle}</style>`,
    "</head>",
    `<body data-document="${markup(document)}">`,
    html,
    `<script nonce="${nonce}">${viewScript}</script>`,
    "</body>",
    "</html>",
  ].join("\n");
}

/** A view that says why there is nothing else. */
export function messageView(title: string, message: string): BootView {
  return { title, style: "", html: `<p role="status">${markup(message)}</p>` };
}
