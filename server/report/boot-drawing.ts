/** Drawings of a boot. They take a library for the layout, and so are a bundle of their own. */

export { bootHtml } from "./boot-html.js";
export { bootSvg } from "./boot-svg.js";
